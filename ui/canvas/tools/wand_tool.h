// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include "app/document/document.h"
#include "app/document/selection.h"
#include "ui/canvas/tool.h"

namespace sfumato::ui {

/// Takes what has about the colour of the pixel clicked into the mask. A drag to the right takes colours that differ
/// more, one to the left fewer; with Shift it reaches over the whole picture, not only what hangs together.
class WandTool : public Tool {
    Q_DECLARE_TR_FUNCTIONS(sfumato::ui::WandTool)

public:
    using Tool::Tool;

    void press(const PointerInput &pointer) override;
    void drag(const PointerInput &pointer) override;
    void release(const PointerInput &pointer) override;
    void abandon() override;
    QCursor cursor() const override { return Qt::PointingHandCursor; }
    QString options() const override;

protected:
    int tolerance() const;
    /// Finds what looks alike in a document as it is then.
    using Finder = std::function<document::Selection(const document::Document &)>;
    /// Does with what is found what the tool is for.
    virtual void take(const Finder &similar, Qt::KeyboardModifiers modifiers);

private:
    std::optional<PointerInput> m_pressed;
    double m_dragged = 0; ///< view points to the right
    int m_tolerance = 24; ///< 0..255
};

} // namespace sfumato::ui
