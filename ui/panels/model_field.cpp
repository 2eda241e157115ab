// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/model_field.h"

#include <algorithm>

#include <QComboBox>
#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QPointer>
#include <QThreadPool>

#include "app/service/paths.h"
#include "core/modelio/model_probe.h"
#include "ui/library/model_words.h"

namespace sfumato::ui {
namespace {

const QString builtinModel = QStringLiteral("builtin");
constexpr int ways = 3; ///< to choose another model, at the end of the list

/// What is worth knowing beside the model's name. The built-in one is of a family only technically.
QString factsOf(const modelio::ModelInfo &info, bool builtin) {
    QStringList facts;
    if (const QString badge = familyBadge(QString::fromStdString(info.family)); !builtin && !badge.isEmpty())
        facts << badge;
    if (info.count.parameters > 0)
        facts << parametersText(info.count.parameters);
    const auto &types = info.count.parameters_by_type;
    const auto most = std::max_element(types.begin(), types.end(), [](const auto &a, const auto &b) { return a.second < b.second; });
    if (most != types.end())
        facts << QString::fromStdString(most->first).toLower();
    return facts.join(QStringLiteral(" · "));
}

} // namespace

ModelField::ModelField(QWidget *parent) : QWidget(parent), m_box(new QComboBox), m_facts(new QLabel) {
    auto *name = new QLabel(tr("&Model"));
    name->setProperty("role", "caption");
    name->setBuddy(m_box);
    m_box->setAccessibleName(tr("Model"));
    m_box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_facts->setProperty("role", "caption");
    m_facts->setTextFormat(Qt::PlainText);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(4);
    grid->addWidget(name, 0, 0);
    grid->addWidget(m_facts, 0, 1, Qt::AlignRight);
    grid->addWidget(m_box, 1, 0, 1, 2);
    setModels({});
    connect(m_box, &QComboBox::activated, this, &ModelField::onActivated);
    describe();
}

QString ModelField::model() const { return m_model; }

QString ModelField::description() const { return m_facts->text(); }

void ModelField::setModels(const QStringList &models) {
    m_box->clear();
    m_box->addItem(tr("Built-in model"), builtinModel);
    for (const QString &model : models)
        m_box->addItem(QFileInfo(model).fileName(), model);
    m_box->insertSeparator(m_box->count());
    for (const QString &more : {tr("Model library …"), tr("Other file …"), tr("Other folder …")})
        m_box->addItem(more);
    addModel(m_model);
    m_box->setCurrentIndex(m_box->findData(m_model));
}

void ModelField::addModel(const QString &model) {
    if (m_box->findData(model) < 0)
        m_box->insertItem(m_box->count() - ways - 1, QFileInfo(model).fileName(), model);
}

void ModelField::setModel(const QString &model) {
    addModel(model);
    m_box->setCurrentIndex(m_box->findData(model));
    if (model == m_model)
        return;
    m_model = model;
    describe();
}

void ModelField::onActivated(int index) {
    const auto take = [this](const QString &model) {
        setModel(model);
        Q_EMIT chosen(model);
    };
    if (const QString model = m_box->itemData(index).toString(); !model.isEmpty()) {
        take(model);
        return;
    }
    const bool file = index == m_box->count() - 2;
    m_box->setCurrentIndex(m_box->findData(m_model)); // until something is chosen
    if (index == m_box->count() - ways) {
        Q_EMIT libraryRequested();
        return;
    }
    auto *dialog = new QFileDialog(window(), file ? tr("Choose a model file") : tr("Choose a model folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(file ? QFileDialog::ExistingFile : QFileDialog::Directory);
    if (file)
        dialog->setNameFilter(tr("Models (*.safetensors *.ckpt *.gguf)"));
    connect(dialog, &QFileDialog::fileSelected, this, take);
    dialog->open();
}

void ModelField::describe() {
    m_facts->clear();
    QThreadPool::globalInstance()->start([self = QPointer(this), model = m_model] {
        QString facts;
        QString problem, family;
        int nativeSize = 0;
        if (const auto path = service::modelPath(model.toStdString())) {
            if (const auto info = modelio::probe_model(*path)) {
                facts = factsOf(*info, model == builtinModel);
                nativeSize = info->native_size;
                family = QString::fromStdString(info->family);
                if (info->obstacle)
                    problem = QString::fromStdString(info->obstacle->reason);
            } else {
                problem = QString::fromStdString(info.error().reason);
            }
        } else {
            problem = QString::fromStdString(path.error().reason);
        }
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, model, facts, problem, family, nativeSize] {
            if (!self || self->m_model != model)
                return;
            self->m_nativeSize = nativeSize;
            self->m_family = family;
            self->m_facts->setText(problem.isEmpty() ? facts : tr("cannot be used"));
            self->m_facts->setToolTip(problem.toHtmlEscaped());
            Q_EMIT self->described();
        });
    });
}

} // namespace sfumato::ui
