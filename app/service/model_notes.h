// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "app/service/model_entry.h"

namespace sfumato::service {

/// What a trainer wrote into a file's header: kohya's ss_*, modelspec.*. Where no trigger words are named, the words that
/// most of the training's captions began with or had in them stand for them.
ModelNotes notesIn(const std::map<std::string, std::string> &metadata);

/// The notes beside a model: A1111's name.json, Civitai's name.civitai.info, and those of other managers; the first file
/// that says something is believed. Files that are something else say nothing.
ModelNotes notesBeside(const QStringList &sidecars);

/// `first`, with what it does not say from `second`.
ModelNotes either(ModelNotes first, const ModelNotes &second);

} // namespace sfumato::service
