// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include <QObject>
#include <QString>

#include "app/service/json_file.h"

namespace sfumato::service {

/// A named piece of prompt.
struct Style {
    QString name;
    QString prompt; ///< where it holds `{prompt}`, the user's prompt takes that place; else it follows the user's
    QString negative; ///< likewise

    bool operator==(const Style &) const = default;
};

/// A user's prompt within a style's template, as A1111 does it. Source: webui 1.10, modules/styles.py apply_styles_to_prompt.
QString withStyle(const QString &prompt, const QString &style);

/// Reads A1111's styles.csv: a head line (name,prompt,negative_prompt; older ones name,text), then a style a line.
/// Fields in quotes may hold commas, line breaks and doubled quotes; lines without a name are passed over. Never fails.
std::vector<Style> readStylesCsv(std::string_view csv);

/// The user's styles, in the order they were made, kept in a JSON file.
class StyleStore final : public QObject {
    Q_OBJECT

public:
    explicit StyleStore(std::filesystem::path file, QObject *parent = nullptr);

    const std::vector<Style> &styles() const { return m_styles; }
    const Style *find(const QString &name) const;
    const std::optional<Error> &problem() const { return m_file.problem(); }

    /// Adds a style, or replaces the one of its name. Errors: InvalidArgument without a name; those of writing the file.
    Result<void> set(const Style &style);
    Result<void> remove(const QString &name);
    /// Changes the style `name`, its name too; it keeps its place. Errors: InvalidArgument without a name, NotFound where
    /// there is no such style, Conflict where the new name belongs to another; those of writing the file.
    Result<void> replace(const QString &name, const Style &style);
    /// Adds the styles of A1111's styles.csv; names that exist already are left as they are. Returns how many were new.
    /// Errors: those of the files; CorruptFile where there is no style in it.
    Result<int> importCsv(const std::filesystem::path &csv);

Q_SIGNALS:
    void changed();

private:
    Result<void> write();

    JsonFile m_file;
    std::vector<Style> m_styles;
};

} // namespace sfumato::service
