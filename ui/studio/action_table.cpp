// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/studio/action_table.h"

#include <QAction>
#include <QCoreApplication>
#include <QMenuBar>
#include <QToolBar>

#include "ui/actions/action_registry.h"

namespace sfumato::ui {
namespace {

struct Row {
    const char *id;
    const char *text;
    const char *keys; ///< as QKeySequence reads them, "; " between several
    const char *icon = "";
    const char *hint = "";
};

struct Menu {
    const char *name;
    std::vector<Row> rows; ///< an empty id is a separator
};

constexpr Row separator{"", "", ""};

// Keys after InvokeAI's where it has one, after GIMP's and the desktop's elsewhere.
const std::vector<Menu> &menus() {
    static const std::vector<Menu> table = {
        {QT_TRANSLATE_NOOP("Actions", "&File"),
         {{"file.new", QT_TRANSLATE_NOOP("Actions", "&New canvas"), "Ctrl+N", "plus"},
          {"file.open", QT_TRANSLATE_NOOP("Actions", "&Open …"), "Ctrl+O", "open"},
          separator,
          {"file.save", QT_TRANSLATE_NOOP("Actions", "&Save project"), "Ctrl+S", "save"},
          {"file.saveAs", QT_TRANSLATE_NOOP("Actions", "Save project &as …"), "Ctrl+Shift+S"},
          {"file.export", QT_TRANSLATE_NOOP("Actions", "&Export picture …"), "Ctrl+E", "export"},
          separator,
          {"file.restore", QT_TRANSLATE_NOOP("Actions", "&Bring back the last session"), "Ctrl+Shift+T"},
          {"file.folder", QT_TRANSLATE_NOOP("Actions", "Open the &pictures folder"), "", "folder"},
          {"file.wildcards", QT_TRANSLATE_NOOP("Actions", "Open the &wildcards folder"), ""},
          {"file.close", QT_TRANSLATE_NOOP("Actions", "&Close"), "Ctrl+W", "close"},
          {"file.quit", QT_TRANSLATE_NOOP("Actions", "&Quit"), "Ctrl+Q"}}},
        {QT_TRANSLATE_NOOP("Actions", "&Edit"),
         {{"edit.undo", QT_TRANSLATE_NOOP("Actions", "&Undo"), "Ctrl+Z", "undo"},
          {"edit.redo", QT_TRANSLATE_NOOP("Actions", "&Redo"), "Ctrl+Shift+Z; Ctrl+Y", "redo"},
          separator,
          {"edit.copy", QT_TRANSLATE_NOOP("Actions", "&Copy picture"), "Ctrl+Shift+C", "copy"},
          {"edit.paste", QT_TRANSLATE_NOOP("Actions", "&Paste picture"), "Ctrl+Shift+V", "paste"},
          separator,
          {"edit.prompt", QT_TRANSLATE_NOOP("Actions", "&Edit the prompt"), "Alt+A"},
          {"edit.styles", QT_TRANSLATE_NOOP("Actions", "My s&tyles …"), ""},
          {"edit.settings", QT_TRANSLATE_NOOP("Actions", "&Settings …"), "Ctrl+,", "settings"}}},
        {QT_TRANSLATE_NOOP("Actions", "&Select"),
         {{"mask.fill", QT_TRANSLATE_NOOP("Actions", "Mask &everything in the frame"), "Ctrl+A", "fill"},
          {"mask.clear", QT_TRANSLATE_NOOP("Actions", "&Clear the mask"), "Ctrl+Shift+A"},
          {"mask.invert", QT_TRANSLATE_NOOP("Actions", "&Invert the mask"), "Shift+V", "invert"},
          separator,
          {"mask.grow", QT_TRANSLATE_NOOP("Actions", "&Grow by 8 px"), "Ctrl+Shift++"},
          {"mask.shrink", QT_TRANSLATE_NOOP("Actions", "&Shrink by 8 px"), "Ctrl+Shift+-"},
          {"mask.feather", QT_TRANSLATE_NOOP("Actions", "&Feather by 8 px"), "Shift+F6"},
          {"mask.blur", QT_TRANSLATE_NOOP("Actions", "&Blur by 4 px"), "", "blur"},
          separator,
          {"mask.fromLayer", QT_TRANSLATE_NOOP("Actions", "Mask what the &layer covers"), ""},
          {"mask.fromTransparency", QT_TRANSLATE_NOOP("Actions", "Mask what is &transparent"), ""},
          {"mask.copy", QT_TRANSLATE_NOOP("Actions", "Co&py the mask"), ""},
          {"mask.paste", QT_TRANSLATE_NOOP("Actions", "P&aste a picture as the mask"), ""},
          {"mask.load", QT_TRANSLATE_NOOP("Actions", "L&oad a mask …"), "", "import"},
          {"mask.save", QT_TRANSLATE_NOOP("Actions", "Sa&ve the mask …"), ""},
          separator,
          {"mask.show", QT_TRANSLATE_NOOP("Actions", "Show the &mask"), "M", "mask"},
          {"mask.hatch", QT_TRANSLATE_NOOP("Actions", "Show it &hatched"), ""}}},
        {QT_TRANSLATE_NOOP("Actions", "&Image"),
         {{"image.generate", QT_TRANSLATE_NOOP("Actions", "&Generate"), "Ctrl+Return; Ctrl+Enter", "generate"},
          {"image.generateNext", QT_TRANSLATE_NOOP("Actions", "Generate &next"), "Ctrl+Shift+Return", "", QT_TRANSLATE_NOOP("Actions", "Before everything that waits in the queue")},
          {"image.cancel", QT_TRANSLATE_NOOP("Actions", "&Cancel the running job"), "Shift+X; Ctrl+.", "stop"},
          {"image.cancelAfter", QT_TRANSLATE_NOOP("Actions", "Cancel &after this picture"), ""},
          {"image.cancelWaiting", QT_TRANSLATE_NOOP("Actions", "Cancel all that &wait"), "Ctrl+Shift+X", "", QT_TRANSLATE_NOOP("Actions", "The running job goes on; in the queue they can be tried again")},
          separator,
          {"mode.generate", QT_TRANSLATE_NOOP("Actions", "M&ode: generate"), "Alt+1"},
          {"mode.transform", QT_TRANSLATE_NOOP("Actions", "Mode: tran&sform"), "Alt+2"},
          {"mode.inpaint", QT_TRANSLATE_NOOP("Actions", "Mode: &inpaint"), "Alt+3"},
          {"mode.restyle", QT_TRANSLATE_NOOP("Actions", "Mode: res&tyle"), "Alt+4"},
          separator,
          {"image.remove", QT_TRANSLATE_NOOP("Actions", "&Remove what is masked"), "Ctrl+Backspace", "remove"},
          {"image.keep", QT_TRANSLATE_NOOP("Actions", "&Keep candidate as layer"), "Ctrl+K", "check"},
          {"image.discard", QT_TRANSLATE_NOOP("Actions", "&Discard candidate"), "", "close"},
          {"image.next", QT_TRANSLATE_NOOP("Actions", "N&ext candidate"), "Alt+Right"},
          {"image.previous", QT_TRANSLATE_NOOP("Actions", "&Previous candidate"), "Alt+Left"},
          {"image.compare", QT_TRANSLATE_NOOP("Actions", "Co&mpare before and after"), "C", "compare"},
          separator,
          {"image.layer", QT_TRANSLATE_NOOP("Actions", "New &layer"), "Ctrl+Shift+N", "layers"},
          {"image.frame", QT_TRANSLATE_NOOP("Actions", "&Fit the frame to the picture"), "", "fit"},
          {"image.upscale", QT_TRANSLATE_NOOP("Actions", "&Upscale …"), "", "zoom", QT_TRANSLATE_NOOP("Actions", "A larger copy of the picture, in a document of its own")}}},
        {QT_TRANSLATE_NOOP("Actions", "M&odel"),
         {{"model.library", QT_TRANSLATE_NOOP("Actions", "Model &library …"), "Ctrl+L", "library", QT_TRANSLATE_NOOP("Actions", "Models, LoRAs and all else that pictures are made with")},
          separator,
          {"model.inspect", QT_TRANSLATE_NOOP("Actions", "&Inspect a model …"), ""},
          {"model.convert", QT_TRANSLATE_NOOP("Actions", "&Convert a model …"), ""}}},
        {QT_TRANSLATE_NOOP("Actions", "&Tools"),
         {{"tool.move", QT_TRANSLATE_NOOP("Actions", "&Move"), "V", "move", QT_TRANSLATE_NOOP("Actions", "Moves the chosen layer")},
          {"tool.brush", QT_TRANSLATE_NOOP("Actions", "&Brush"), "B", "brush", QT_TRANSLATE_NOOP("Actions", "Paints the mask, which the model repaints, or a layer; Shift+drag changes the size")},
          {"tool.eraser", QT_TRANSLATE_NOOP("Actions", "&Eraser"), "E", "eraser", QT_TRANSLATE_NOOP("Actions", "Takes from the mask, or from a layer")},
          {"tool.fill", QT_TRANSLATE_NOOP("Actions", "F&ill"), "K", "fill", QT_TRANSLATE_NOOP("Actions", "Fills what looks alike, on the mask or with a colour on a layer")},
          {"tool.eyedropper", QT_TRANSLATE_NOOP("Actions", "Pick a &colour"), "I", "eyedropper", QT_TRANSLATE_NOOP("Actions", "The colour to paint a layer with")},
          {"tool.rectangle", QT_TRANSLATE_NOOP("Actions", "Mask a &rectangle"), "U", "rectangle"},
          {"tool.ellipse", QT_TRANSLATE_NOOP("Actions", "Mask a&n ellipse"), "O", "ellipse"},
          {"tool.lasso", QT_TRANSLATE_NOOP("Actions", "&Lasso"), "L", "lasso"},
          {"tool.wand", QT_TRANSLATE_NOOP("Actions", "Magic &wand"), "W", "wand", QT_TRANSLATE_NOOP("Actions", "Masks what looks alike")},
          {"tool.frame", QT_TRANSLATE_NOOP("Actions", "&Frame"), "G", "frame", QT_TRANSLATE_NOOP("Actions", "Where pictures are made; beyond the picture it is extended")},
          {"tool.pan", QT_TRANSLATE_NOOP("Actions", "&Pan"), "H", "hand"},
          separator,
          {"tool.layer", QT_TRANSLATE_NOOP("Actions", "Paint on the la&yer, not the mask"), "Q"},
          {"tool.larger", QT_TRANSLATE_NOOP("Actions", "L&arger brush"), "]"},
          {"tool.smaller", QT_TRANSLATE_NOOP("Actions", "&Smaller brush"), "["},
          {"tool.swap", QT_TRANSLATE_NOOP("Actions", "Swap br&ush and eraser"), "X"}}},
        {QT_TRANSLATE_NOOP("Actions", "&View"),
         {{"view.fit", QT_TRANSLATE_NOOP("Actions", "&Fit"), "Ctrl+0", "fit"},
          {"view.100", QT_TRANSLATE_NOOP("Actions", "&100 %"), "Ctrl+1"},
          {"view.200", QT_TRANSLATE_NOOP("Actions", "&200 %"), "Ctrl+2"},
          {"view.400", QT_TRANSLATE_NOOP("Actions", "&400 %"), "Ctrl+3"},
          {"view.800", QT_TRANSLATE_NOOP("Actions", "&800 %"), "Ctrl+4"},
          {"view.in", QT_TRANSLATE_NOOP("Actions", "Zoom &in"), "Ctrl++; Ctrl+=", "zoom"},
          {"view.out", QT_TRANSLATE_NOOP("Actions", "Zoom &out"), "Ctrl+-"},
          {"view.rotateLeft", QT_TRANSLATE_NOOP("Actions", "Rotate &left"), "Ctrl+["},
          {"view.rotateRight", QT_TRANSLATE_NOOP("Actions", "Rotate &right"), "Ctrl+]"},
          {"view.rotateReset", QT_TRANSLATE_NOOP("Actions", "Rotate &back"), ""},
          separator,
          {"view.difference", QT_TRANSLATE_NOOP("Actions", "Show what has &changed"), "D", "difference"},
          {"view.panels", QT_TRANSLATE_NOOP("Actions", "Hide and show the &panels"), "F", "", QT_TRANSLATE_NOOP("Actions", "Tab, held on the canvas, does it for as long")},
          {"view.fullScreen", QT_TRANSLATE_NOOP("Actions", "F&ull screen"), "F11"}}},
        {QT_TRANSLATE_NOOP("Actions", "&Help"),
         {{"help.shortcuts", QT_TRANSLATE_NOOP("Actions", "&Keyboard shortcuts …"), "Shift+?; F1", "keyboard"},
          {"help.welcome", QT_TRANSLATE_NOOP("Actions", "&Example prompts"), ""},
          {"help.about", QT_TRANSLATE_NOOP("Actions", "&About Sfumato"), "", "info"}}},
    };
    return table;
}

/// Actions that are switched on and off.
bool isSwitch(const QString &id) {
    return id.startsWith(QLatin1String("tool.")) ? id != QLatin1String("tool.larger") && id != QLatin1String("tool.smaller") && id != QLatin1String("tool.swap")
                                                 : id == QLatin1String("mask.show") || id == QLatin1String("mask.hatch") || id == QLatin1String("view.difference") ||
                                                       id == QLatin1String("view.fullScreen");
}

QString translated(const char *text) { return *text ? QCoreApplication::translate("Actions", text) : QString(); }

} // namespace

void addStudioActions(ActionRegistry &registry) {
    for (const auto &menu : menus())
        for (const auto &row : menu.rows) {
            if (!*row.id)
                continue;
            const QString id = QLatin1String(row.id);
            QString group = translated(menu.name);
            // An empty text would be read as one empty key.
            const auto keys = *row.keys ? QKeySequence::listFromString(QLatin1String(row.keys)) : QList<QKeySequence>();
            auto *action = registry.add({id, group.remove(QLatin1Char('&')), translated(row.text), keys, QLatin1String(row.icon), translated(row.hint)});
            action->setCheckable(isSwitch(id));
        }
}

QMenu *fillMenuBar(QMenuBar &bar, const ActionRegistry &registry) {
    QMenu *recent = nullptr;
    for (const auto &rows : menus()) {
        auto *menu = bar.addMenu(translated(rows.name));
        for (const auto &row : rows.rows) {
            if (!*row.id)
                menu->addSeparator();
            else
                menu->addAction(registry.action(QLatin1String(row.id)));
            if (QLatin1String(row.id) == QLatin1String("file.open"))
                recent = menu->addMenu(QCoreApplication::translate("Actions", "Open &recent"));
        }
        menu->setObjectName(QLatin1String(rows.name).mid(1).toString().toLower());
    }
    return recent;
}

void fillToolStrip(QToolBar &strip, const ActionRegistry &registry) {
    for (const char *id : {"tool.move", "tool.brush", "tool.eraser", "tool.fill", "tool.eyedropper", "tool.rectangle", "tool.ellipse", "tool.lasso", "tool.wand"})
        strip.addAction(registry.action(QLatin1String(id)));
    strip.addSeparator();
    for (const char *id : {"tool.frame", "image.compare", "tool.pan"})
        strip.addAction(registry.action(QLatin1String(id)));
    strip.addSeparator();
    for (const char *id : {"edit.undo", "edit.redo"})
        strip.addAction(registry.action(QLatin1String(id)));
}

} // namespace sfumato::ui
