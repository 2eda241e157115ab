// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/targets.h"

#include "app/service/infotext.h"
#include "app/service/picture_metadata.h"

namespace sfumato::fuzz {

void run_png_text(std::string_view bytes) {
    (void)service::pictureMetadataOf(bytes, "fuzz.png");
}

void run_infotext(std::string_view bytes) {
    const service::Infotext info = service::readInfotext(bytes);
    (void)service::settingsOf(info);
    (void)service::writeInfotext(info);
}

} // namespace sfumato::fuzz
