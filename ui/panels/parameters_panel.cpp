// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/parameters_panel.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include "ui/panels/adapters_section.h"
#include "ui/panels/controls_section.h"
#include "ui/panels/file_field.h"
#include "ui/panels/generate_button.h"
#include "ui/panels/model_field.h"
#include "ui/panels/prompt_field.h"
#include "ui/panels/second_pass_section.h"
#include "ui/panels/seed_field.h"
#include "ui/panels/segmented.h"
#include "ui/panels/style_chooser.h"
#include "ui/panels/value_slider.h"
#include "ui/prompt/prompt_edit.h"
#include "ui/widgets/captioned.h"
#include "ui/widgets/yielding_box.h"

namespace sfumato::ui {
namespace {

constexpr int margin = 10;
constexpr int gap = 10;
constexpr int narrowest = 38; // characters
constexpr int typingPause = 1000; // milliseconds
/// The fills the window offers, in its order.
constexpr Fill offeredFills[] = {Fill::Original, Fill::Noise, Fill::Blur, Fill::Colour};

QComboBox *choice(const QString &open) {
    auto *box = new QComboBox;
    letYield(box);
    box->addItem(open, QString());
    return box;
}

void select(QComboBox *box, const QString &id) {
    int index = box->findData(id);
    if (index < 0) { // the catalog is not there yet, or another version's name
        box->addItem(id, id);
        index = box->count() - 1;
    }
    box->setCurrentIndex(index);
}

void refill(QComboBox *box, const std::vector<CatalogEntry> &entries) {
    const QString chosen = box->currentData().toString();
    while (box->count() > 1)
        box->removeItem(1);
    for (const auto &entry : entries)
        if (entry.id != "automatic")
            box->addItem(QString::fromStdString(entry.name), QString::fromStdString(entry.id));
    select(box, chosen);
}

} // namespace

ParametersPanel::ParametersPanel(PromptWords &words, PromptHistory &history, service::ModelLibrary &library, service::Thumbnails &thumbnails, QWidget *parent) : QWidget(parent) {
    setObjectName(QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    m_mode = new Segmented(tr("Mode"), {tr("Generate"), tr("Transform"), tr("Inpaint"), tr("Restyle")});
    m_model = new ModelField;
    m_styles = new StyleChooser;
    m_styleRow = captioned(tr("St&yle"), m_styles);
    m_prompt = new PromptField({tr("&Prompt"), tr("What should be in the picture?"), 4}, words, history);
    m_negative = new PromptField({tr("&Negative prompt"), tr("What should not be in it"), 1}, words, history);
    m_adapters = new AdaptersSection(library);
    m_controls = new ControlsSection(library, thumbnails);
    m_vae = new FileField(tr("Autoencoder (VAE)"), tr("The model's own"));
    m_vae->hide();
    m_imageEncoder = new FileField(tr("Image encoder"), tr("Beside the IP-Adapter"), tr("Choose an image encoder"));
    m_imageEncoder->setToolTip(tr("CLIP's vision encoder, by which image prompts are seen: most IP-Adapters need ViT-H/14"));
    m_imageEncoder->hide();
    m_refiner = new FileField(tr("Refiner"), tr("none"));
    m_refiner->hide();
    m_refinerFrom = new ValueSlider(tr("Refiner works from"), {0, 1, 0.05, 2});
    m_refinerFrom->setToolTip(tr("Share of the noise schedule after which the refiner takes over"));
    m_refinerFrom->hide();
    m_secondPass = new SecondPassSection;
    m_sampler = choice(tr("Automatic"));
    m_schedule = choice(tr("Automatic"));
    m_steps = new ValueSlider(tr("Steps"), {1, 60, 1, 0});
    m_guidance = new ValueSlider(tr("G&uidance"), {1, 20, 0.5, 1});
    m_strength = new ValueSlider(tr("Stren&gth"), {0, 1, 0.01, 2});
    m_feather = new ValueSlider(tr("Feathe&r"), {0, 64, 1, 0, tr(" px")});
    m_keepStructure = new QCheckBox(tr("&Keep structure"));
    m_keepStructure->setToolTip(tr("Begins later in the noise schedule, so that outlines stay where they are"));
    m_seed = new SeedField;
    m_variants = new QSpinBox;
    m_variants->setRange(1, 8);
    m_fill = new Segmented(tr("Fill masked area with"), {tr("Original"), tr("Noise"), tr("Blur"), tr("Colour")});
    m_fillRow = captioned(tr("Fill masked area with"), m_fill);
    for (QLabel **label : {&m_styled, &m_hint}) {
        *label = new QLabel;
        (*label)->setProperty("role", "caption");
        (*label)->setTextFormat(Qt::PlainText);
        (*label)->setWordWrap(true);
        (*label)->hide();
    }
    m_button = new GenerateButton;

    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_fields = buildFields();
    scroll->setWidget(m_fields);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, margin, 0, margin);
    column->setSpacing(8);
    column->addWidget(scroll, 1);
    for (QWidget *widget : {static_cast<QWidget *>(m_hint), static_cast<QWidget *>(m_button)}) {
        auto *inset = new QHBoxLayout;
        inset->setContentsMargins(margin, 0, margin, 0);
        inset->addWidget(widget);
        column->addLayout(inset);
    }
    connectFields();
    setParameters({});
}

QWidget *ParametersPanel::buildFields() {
    auto *content = new QWidget;
    content->setObjectName(QStringLiteral("panel"));
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(margin, 0, margin, 0);
    column->setSpacing(gap);
    column->addWidget(m_mode);
    column->addWidget(m_model);
    column->addWidget(m_styleRow);
    column->addWidget(m_prompt);
    column->addWidget(m_negative);
    column->addWidget(m_styled);
    column->addWidget(m_adapters);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(gap);
    grid->setVerticalSpacing(gap);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->addWidget(captioned(tr("Samp&ler"), m_sampler), 0, 0);
    grid->addWidget(captioned(tr("S&chedule"), m_schedule), 0, 1);
    grid->addWidget(m_steps, 1, 0);
    grid->addWidget(m_guidance, 1, 1);
    grid->addWidget(m_strength, 2, 0);
    grid->addWidget(m_feather, 2, 1);
    grid->addWidget(m_keepStructure, 2, 1, Qt::AlignBottom);
    grid->addWidget(captioned(tr("See&d"), m_seed), 3, 0);
    grid->addWidget(captioned(tr("Variants"), m_variants), 3, 1);
    column->addLayout(grid);
    column->addWidget(m_fillRow);
    column->addWidget(m_vae);
    column->addWidget(m_refiner);
    column->addWidget(m_refinerFrom);
    column->addWidget(m_secondPass);
    column->addWidget(m_controls);
    column->addWidget(m_imageEncoder);
    column->addStretch(1);
    return content;
}

template <typename T>
void ParametersPanel::change(T Parameters::*member, const T &value, const QString &field, const QString &name) {
    if (m_parameters.*member == value)
        return;
    m_parameters.*member = value;
    showStyled();
    Q_EMIT edited(field, m_parameters.field(field), name);
}

void ParametersPanel::connectFields() {
    connect(m_mode, &Segmented::chosen, this, [this](int index) { chooseMode(static_cast<Mode>(index)); });
    connect(m_model, &ModelField::chosen, this, [this](const QString &model) { change(&Parameters::model, model, QStringLiteral("model"), tr("Model")); });
    connect(m_styles, &StyleChooser::styleChosen, this, [this](const StyleChoice &style) {
        m_parameters.style = style.prompt;
        m_parameters.styleNegative = style.negative;
        showStyled();
        Q_EMIT edited(QStringLiteral("style"), m_parameters.field(QStringLiteral("style")), tr("Style"));
    });
    connect(&m_prompt->edit(), &PromptEdit::edited, this, [this](const QString &text) { change(&Parameters::prompt, text, QStringLiteral("prompt"), tr("Prompt")); });
    connect(&m_negative->edit(), &PromptEdit::edited, this, [this](const QString &text) { change(&Parameters::negative, text, QStringLiteral("negative"), tr("Negative prompt")); });
    connect(&m_prompt->edit(), &PromptEdit::edited, m_adapters, &AdaptersSection::setPrompt);
    connect(m_adapters, &AdaptersSection::edited, this, [this](const QList<AdapterSetting> &adapters) { change(&Parameters::adapters, adapters, QStringLiteral("adapters"), tr("LoRAs")); });
    connect(m_adapters, &AdaptersSection::promptEdited, &m_prompt->edit(), &PromptEdit::replaceText);
    connect(m_adapters, &AdaptersSection::settled, this, &ParametersPanel::settled);
    connect(m_adapters, &AdaptersSection::wordRequested, this, &ParametersPanel::addWord);
    connect(m_adapters, &AdaptersSection::libraryRequested, this, [this] { Q_EMIT libraryRequested(modelio::ModelKind::Lora); });
    connect(m_model, &ModelField::described, this, [this] { m_adapters->setFamily(m_model->family()); });
    connect(m_controls, &ControlsSection::edited, this, [this](const QList<ControlSetting> &controls) {
        change(&Parameters::controls, controls, QStringLiteral("controls"), tr("Control pictures"));
        showImageEncoder();
    });
    connect(m_controls, &ControlsSection::settled, this, &ParametersPanel::settled);
    connect(m_controls, &ControlsSection::libraryRequested, this, [this] { Q_EMIT libraryRequested(modelio::ModelKind::ControlNet); });
    connect(m_vae, &FileField::chosen, this, &ParametersPanel::useVae);
    connect(m_imageEncoder, &FileField::chosen, this, &ParametersPanel::useImageEncoder);
    connect(m_refiner, &FileField::chosen, this, &ParametersPanel::useRefiner);
    connect(m_refinerFrom, &ValueSlider::edited, this, [this](double from) { change(&Parameters::refinerFrom, from, QStringLiteral("refiner_from"), tr("Refiner")); });
    connect(m_secondPass, &SecondPassSection::edited, this, [this](const SecondPassSetting &pass) { change(&Parameters::secondPass, pass, QStringLiteral("second_pass"), tr("Second pass")); });
    connect(m_secondPass, &SecondPassSection::settled, this, &ParametersPanel::settled);
    connect(m_sampler, &QComboBox::activated, this, [this] { change(&Parameters::sampler, m_sampler->currentData().toString(), QStringLiteral("sampler"), tr("Sampler")); });
    connect(m_schedule, &QComboBox::activated, this, [this] { change(&Parameters::schedule, m_schedule->currentData().toString(), QStringLiteral("schedule"), tr("Schedule")); });
    connect(m_steps, &ValueSlider::edited, this, [this](double steps) {
        change(&Parameters::steps, static_cast<int>(steps), QStringLiteral("steps"), tr("Steps"));
        m_prompt->edit().setSteps(m_parameters.steps);
    });
    connect(m_guidance, &ValueSlider::edited, this, [this](double guidance) { change(&Parameters::guidance, guidance, QStringLiteral("guidance"), tr("Guidance")); });
    connect(m_strength, &ValueSlider::edited, this, &ParametersPanel::changeStrength);
    connect(m_feather, &ValueSlider::edited, this, [this](double feather) { change(&Parameters::feather, static_cast<int>(feather), QStringLiteral("feather"), tr("Feather")); });
    connect(m_keepStructure, &QCheckBox::toggled, this, [this](bool on) { change(&Parameters::keepStructure, on, QStringLiteral("keep_structure"), tr("Keep structure")); });
    connect(m_seed, &SeedField::seedEdited, this, [this](qint64 seed) { change(&Parameters::seed, seed, QStringLiteral("seed"), tr("Seed")); });
    connect(m_variants, &QSpinBox::valueChanged, this, [this](int count) { change(&Parameters::variants, count, QStringLiteral("variants"), tr("Variants")); });
    connect(m_fill, &Segmented::chosen, this, [this](int index) { change(&Parameters::fill, offeredFills[index], QStringLiteral("fill"), tr("Fill")); });
    for (ValueSlider *slider : {m_steps, m_guidance, m_strength, m_feather, m_refinerFrom})
        connect(slider, &ValueSlider::settled, this, &ParametersPanel::settled);
    m_pause.setSingleShot(true);
    m_pause.setInterval(typingPause);
    connect(&m_pause, &QTimer::timeout, this, &ParametersPanel::settled);
    for (PromptField *field : {m_prompt, m_negative}) {
        field->edit().installEventFilter(this);
        connect(&field->edit(), &PromptEdit::edited, &m_pause, qOverload<>(&QTimer::start));
        connect(&field->edit(), &PromptEdit::generateRequested, this, [this] {
            if (!m_button->isRunning())
                m_button->press();
        });
    }
}

void ParametersPanel::changeStrength(double strength) {
    const bool restyle = m_parameters.mode == Mode::Restyle;
    change(restyle ? &Parameters::styleStrength : &Parameters::strength, strength,
           restyle ? QStringLiteral("style_strength") : QStringLiteral("strength"), tr("Strength"));
}

void ParametersPanel::setParameters(const Parameters &parameters) {
    m_parameters = parameters; // first: what the fields emit then is no change
    m_mode->setCurrent(static_cast<int>(parameters.mode));
    m_model->setModel(parameters.model);
    m_styles->setChosenStyle(parameters.style, parameters.styleNegative);
    m_prompt->edit().replaceText(parameters.prompt);
    m_prompt->edit().setSteps(parameters.steps);
    m_negative->edit().replaceText(parameters.negative);
    m_adapters->setAdapters(parameters.adapters);
    m_controls->setControls(parameters.controls);
    showVae();
    showRefiner();
    showImageEncoder();
    m_refinerFrom->setValue(parameters.refinerFrom);
    m_secondPass->setPass(parameters.secondPass);
    select(m_sampler, parameters.sampler);
    select(m_schedule, parameters.schedule);
    m_steps->setValue(parameters.steps);
    m_guidance->setValue(parameters.guidance);
    m_feather->setValue(parameters.feather);
    m_keepStructure->setChecked(parameters.keepStructure);
    m_seed->setSeed(parameters.seed);
    m_variants->setValue(parameters.variants);
    for (int i = 0; i < static_cast<int>(std::size(offeredFills)); ++i)
        if (offeredFills[i] == parameters.fill)
            m_fill->setCurrent(i);
    showMode();
}

void ParametersPanel::showMode() {
    const Mode mode = m_parameters.mode;
    const bool restyle = mode == Mode::Restyle;
    m_styleRow->setVisible(restyle);
    m_strength->setVisible(mode != Mode::Generate);
    m_strength->setValue(restyle ? m_parameters.styleStrength : m_parameters.strength);
    m_feather->setVisible(mode == Mode::Inpaint);
    m_keepStructure->setVisible(restyle);
    showStyled();
    m_secondPass->setVisible(mode == Mode::Generate);
    m_fillRow->setVisible(mode == Mode::Inpaint);
    const QString verbs[] = {tr("Generate"), tr("Transform"), tr("Inpaint"), tr("Restyle")};
    // A scroll area does not tell how wide its content must be.
    setMinimumWidth(std::max(fontMetrics().averageCharWidth() * narrowest, m_fields->minimumSizeHint().width()));
    m_button->setVerb(verbs[static_cast<std::size_t>(mode)]);
}

/// What a style makes of the prompts, so that nothing is run that is not seen.
void ParametersPanel::showStyled() {
    const bool styled = m_parameters.mode == Mode::Restyle && !(m_parameters.style.isEmpty() && m_parameters.styleNegative.isEmpty());
    m_styled->setVisible(styled);
    if (!styled)
        return;
    const QString negative = m_parameters.wholeNegative();
    const QString prompt = tr("runs as: %1").arg(m_parameters.wholePrompt());
    m_styled->setText(negative.isEmpty() ? prompt : prompt + QLatin1Char('\n') + tr("without: %1").arg(negative));
}

void ParametersPanel::setCatalog(const Catalog &catalog) {
    refill(m_sampler, catalog.samplers);
    refill(m_schedule, catalog.schedules);
    m_controls->setChoices({catalog.preprocessors, catalog.control_kinds});
}

void ParametersPanel::setStyles(const std::vector<StyleChoice> &styles) { m_styles->setStyles(styles); }

void ParametersPanel::setHint(const QString &hint) {
    m_hint->setText(hint);
    m_hint->setVisible(!hint.isEmpty());
}

void ParametersPanel::chooseMode(Mode mode) {
    m_mode->setCurrent(static_cast<int>(mode));
    change(&Parameters::mode, mode, QStringLiteral("mode"), tr("Mode"));
    showMode();
}

void ParametersPanel::useModel(const QString &model) {
    m_model->setModel(model);
    change(&Parameters::model, model, QStringLiteral("model"), tr("Model"));
}

void ParametersPanel::addWord(const QString &word) {
    Q_EMIT settled();
    const QString prompt = m_parameters.prompt.trimmed();
    m_prompt->edit().replaceText(prompt.isEmpty() ? word : prompt.endsWith(QLatin1Char(',')) ? prompt + QLatin1Char(' ') + word : prompt + QStringLiteral(", ") + word);
    Q_EMIT settled();
}

void ParametersPanel::addAdapter(const QString &file) {
    Q_EMIT settled();
    m_adapters->add(file);
}

void ParametersPanel::addControl(const QString &file, ControlRole role) {
    Q_EMIT settled();
    m_controls->add(file, role);
}

void ParametersPanel::useVae(const QString &vae) {
    change(&Parameters::vae, vae, QStringLiteral("vae"), tr("Autoencoder"));
    showVae();
}

void ParametersPanel::setVaes(const QStringList &vaes) {
    m_vae->setFiles(vaes);
    showVae();
}

void ParametersPanel::showVae() {
    m_vae->setFile(m_parameters.vae);
    m_vae->setVisible(m_vae->hasChoice());
}

void ParametersPanel::setRefiners(const QStringList &refiners) {
    m_refiner->setFiles(refiners);
    showRefiner();
}

void ParametersPanel::useRefiner(const QString &refiner) {
    change(&Parameters::refiner, refiner, QStringLiteral("refiner"), tr("Refiner"));
    showRefiner();
}

void ParametersPanel::showRefiner() {
    m_refiner->setFile(m_parameters.refiner);
    m_refiner->setVisible(m_refiner->hasChoice());
    m_refinerFrom->setVisible(!m_parameters.refiner.isEmpty());
}

void ParametersPanel::setImageEncoders(const QStringList &encoders) { m_imageEncoder->setFiles(encoders); }

void ParametersPanel::useImageEncoder(const QString &encoder) {
    change(&Parameters::imageEncoder, encoder, QStringLiteral("image_encoder"), tr("Image encoder"));
    showImageEncoder();
}

/// There only where something is to be seen by it.
void ParametersPanel::showImageEncoder() {
    m_imageEncoder->setFile(m_parameters.imageEncoder);
    m_imageEncoder->setVisible(std::ranges::any_of(m_parameters.controls, [](const ControlSetting &control) { return control.role == ControlRole::ImagePrompt; }));
}

void ParametersPanel::useUpscaler(const QString &network) {
    Q_EMIT settled();
    chooseMode(Mode::Generate); // it has no second pass elsewhere
    SecondPassSetting pass = m_parameters.secondPass;
    pass.on = true;
    pass.mode = HiresMode::Pixel;
    pass.upscaler = network;
    change(&Parameters::secondPass, pass, QStringLiteral("second_pass"), tr("Second pass"));
    m_secondPass->setPass(pass);
    Q_EMIT settled();
}

void ParametersPanel::moveStrength(double strength) {
    m_strength->setValue(strength);
    changeStrength(strength);
}

void ParametersPanel::focusPrompt() { m_prompt->edit().setFocus(Qt::ShortcutFocusReason); }

bool ParametersPanel::eventFilter(QObject *watched, QEvent *event) {
    if (event->type() == QEvent::FocusOut)
        Q_EMIT settled();
    return QWidget::eventFilter(watched, event);
}

} // namespace sfumato::ui
