// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include "ui/canvas/tool.h"

namespace sfumato::ui {

/// Takes the colour that is seen under the pointer to paint with.
class EyedropperTool final : public Tool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::EyedropperTool)

public:
    using Tool::Tool;

    void press(const PointerInput &pointer) override;
    void drag(const PointerInput &pointer) override;
    void release(const PointerInput &pointer) override;
    void abandon() override;
    QCursor cursor() const override { return Qt::CrossCursor; }
    void paint(QPainter &painter) const override;
    QString options() const override { return tr("pick the colour to paint a layer with"); }

private:
    void pick(const PointerInput &pointer);
    void setColour(const QColor &colour);

    std::optional<QPointF> m_pointer; ///< view points; nothing = no gesture
    QColor m_before;
};

} // namespace sfumato::ui
