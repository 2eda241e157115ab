// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QTimer>
#include <QWidget>

#include "core/api/engine.h"
#include "core/modelio/model_info.h"
#include "ui/panels/parameters.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QSpinBox;

namespace sfumato::service {
class ModelLibrary;
class Thumbnails;
}

namespace sfumato::ui {

class AdaptersSection;
class ControlsSection;
class FileField;
class GenerateButton;
class ModelField;
class PromptEdit;
class PromptField;
class PromptHistory;
class PromptWords;
class SecondPassSection;
class SeedField;
class Segmented;
class StyleChooser;
class ValueSlider;
struct StyleChoice;

/// The left panel: what to do, with which model, prompt and parameters, and the one button that starts and stops.
/// Shows the parameters it is given and tells what the user changes; whoever owns the document keeps them.
class ParametersPanel final : public QWidget {
    Q_OBJECT

public:
    ParametersPanel(PromptWords &words, PromptHistory &history, service::ModelLibrary &library, service::Thumbnails &thumbnails, QWidget *parent = nullptr);

    const Parameters &parameters() const { return m_parameters; }
    void setParameters(const Parameters &parameters); ///< emits nothing
    /// Samplers and schedules to choose from; before that only the model's own are.
    void setCatalog(const Catalog &catalog);
    void setStyles(const std::vector<StyleChoice> &styles);
    /// A sentence on what is missing for the mode ("Open a picture …"); empty hides it.
    void setHint(const QString &hint);

    GenerateButton &button() { return *m_button; }
    ModelField &modelField() { return *m_model; }
    void useModel(const QString &model); ///< as if chosen in its field
    /// Puts a word at the end of the prompt, as one step.
    void addWord(const QString &word);
    void addAdapter(const QString &file);
    ControlsSection &controls() { return *m_controls; }
    void addControl(const QString &file, ControlRole role);
    void useVae(const QString &vae);
    /// Autoencoders to choose from, as paths; without any there is nothing to choose.
    void setVaes(const QStringList &vaes);
    /// Likewise for models that refine what another has begun.
    void setRefiners(const QStringList &refiners);
    void useRefiner(const QString &refiner);
    /// Likewise for CLIP's vision encoders.
    void setImageEncoders(const QStringList &encoders);
    void useImageEncoder(const QString &encoder);
    SecondPassSection &secondPass() { return *m_secondPass; }
    /// Turns the second pass on, with a network that enlarges for it.
    void useUpscaler(const QString &network);
    void focusPrompt();
    void chooseMode(Mode mode); ///< as if by its button
    /// Sets the strength of the mode as if by its slider.
    void moveStrength(double strength);

Q_SIGNALS:
    /// The user changed a field; `name` is how the change is called in the undo history.
    void edited(const QString &field, const QJsonValue &value, const QString &name);
    void libraryRequested(sfumato::modelio::ModelKind kind);
    void settled(); ///< the next change of the same field is another step

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildFields();
    void connectFields();
    void showMode();
    void showVae();
    void showStyled();
    void showRefiner();
    void showImageEncoder();
    void changeStrength(double strength);
    template <typename T>
    void change(T Parameters::*member, const T &value, const QString &field, const QString &name);

    Parameters m_parameters;
    QTimer m_pause; ///< typing has paused: what comes next is another undo step
    Segmented *m_mode;
    ModelField *m_model;
    QWidget *m_styleRow;
    StyleChooser *m_styles;
    PromptField *m_prompt;
    PromptField *m_negative;
    AdaptersSection *m_adapters;
    ControlsSection *m_controls;
    FileField *m_imageEncoder;
    FileField *m_vae;
    FileField *m_refiner;
    ValueSlider *m_refinerFrom;
    SecondPassSection *m_secondPass;
    QComboBox *m_sampler;
    QComboBox *m_schedule;
    ValueSlider *m_steps;
    ValueSlider *m_guidance;
    ValueSlider *m_strength;
    ValueSlider *m_feather;
    QCheckBox *m_keepStructure;
    SeedField *m_seed;
    QSpinBox *m_variants;
    QWidget *m_fillRow;
    Segmented *m_fill;
    QWidget *m_fields; ///< all above hint and button
    QLabel *m_styled; ///< the prompts within their style
    QLabel *m_hint;
    GenerateButton *m_button;
};

} // namespace sfumato::ui
