// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QApplication;

namespace sfumato::ui {

/// The studio's colours, named by what they are for.
namespace colour {
constexpr auto window = 0xff1c1c1e;
constexpr auto panel = 0xff222225;
constexpr auto field = 0xff18181a;
constexpr auto line = 0xff37373c;
constexpr auto text = 0xffececee;
constexpr auto faint = 0xff9a9aa2;
constexpr auto accent = 0xffe08a3c;
constexpr auto onAccent = 0xff1a1206;
} // namespace colour

/// Gives the application its palette and style sheet.
void applyTheme(QApplication &application);

} // namespace sfumato::ui
