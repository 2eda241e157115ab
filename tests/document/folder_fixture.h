// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <QTemporaryDir>
#include <gtest/gtest.h>

namespace sfumato::document {

/// A test with a folder of its own for its files.
class FolderTest : public testing::Test {
protected:
    std::filesystem::path folder() const { return m_folder.path().toStdString(); }

    /// Writes a file without the flush to the disk that write_file() is for.
    static bool put(const std::filesystem::path &file, const std::string &content) {
        std::ofstream stream(file, std::ios::binary);
        stream << content;
        return bool(stream.flush());
    }

private:
    QTemporaryDir m_folder;
};

} // namespace sfumato::document
