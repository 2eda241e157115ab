// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/library/inspect_dialog.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QThreadPool>
#include <QVBoxLayout>

#include "app/service/error_text.h"
#include "app/service/model_report.h"
#include "app/service/paths.h"
#include "core/modelio/model_probe.h"

namespace sfumato::ui {
namespace {

constexpr QSize firstSize{720, 460};

QString reportOn(const QString &model) {
    const auto path = service::modelPath(model.toStdString());
    if (!path)
        return service::errorLine(path.error());
    const auto info = modelio::probe_model(*path);
    if (!info)
        return service::errorLine(info.error());
    QString text = QString::fromStdString(service::reportOf(*info));
    if (info->obstacle && info->kind == modelio::ModelKind::Model)
        text += service::errorLine(*info->obstacle) + QLatin1Char('\n');
    return text;
}

} // namespace

InspectDialog::InspectDialog(const QString &model, QWidget *parent) : QDialog(parent), m_text(new QPlainTextEdit), m_copy(new QPushButton(tr("C&opy"))) {
    setWindowTitle(tr("%1 — what it holds").arg(QFileInfo(model).fileName()));
    resize(firstSize);
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setStyleSheet(QStringLiteral("font-family: monospace;")); // the window's sheet names another
    m_text->setAccessibleName(tr("What the model holds"));
    m_text->setPlaceholderText(tr("being read …"));
    m_copy->setEnabled(false);
    auto *close = new QPushButton(tr("&Close"));
    close->setDefault(true);
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(report()); });
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_copy);
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 14);
    column->setSpacing(12);
    column->addWidget(m_text, 1);
    column->addLayout(buttons);
    QThreadPool::globalInstance()->start([self = QPointer(this), model] {
        const QString report = reportOn(model);
        QMetaObject::invokeMethod(QCoreApplication::instance(), [self, report] {
            if (self)
                self->take(report);
        });
    });
}

QString InspectDialog::report() const { return m_text->toPlainText(); }

void InspectDialog::take(const QString &report) {
    m_text->setPlainText(report);
    m_copy->setEnabled(true);
}

} // namespace sfumato::ui
