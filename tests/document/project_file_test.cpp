// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/document/project_file.h"

#include <functional>
#include <optional>
#include <random>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <gtest/gtest.h>

#include "app/document/layer_operations.h"
#include "app/document/mask_operations.h"
#include "app/document/zip_archive.h"
#include "core/base/file_io.h"
#include "tests/document/folder_fixture.h"
#include "tests/document/random_session.h"

namespace sfumato::document {
namespace {

namespace fs = std::filesystem;

class ProjectFile : public FolderTest {
protected:
    /// A project with two layers and a soft mask.
    static DocumentState example() {
        Document document(RandomSession::start());
        QImage picture(40, 30, QImage::Format_RGBA8888);
        picture.fill(QColor(10, 200, 30, 77));
        addPictureLayer(document, "grün <b>", picture, {-20, 170});
        const LayerId second = addPictureLayer(document, "", picture, {100, 20});
        setLayerOpacity(document, second, 0.25);
        setLayerBlend(document, second, BlendMode::SoftLight);
        setLayerVisible(document, second, false);
        combine(document, selectEllipse({30, 40, 100, 90}, document.state().bounds()), MaskCombine::Replace, 12);
        document.setFrame({-64, 8, 256, 192});
        document.setSetting("prompt", "a red house", "Edit prompt");
        document.setSetting("steps", 20, "Change steps");
        DocumentState state = document.state();
        state.layers[0].recipe = "{\"prompt\": \"a red house\"}";
        state.layers[0].result = "2026-11-24/0007";
        return state;
    }

    fs::path path(const char *name = "project.sfum") const { return folder() / name; }

    /// Saves the example with its document.json changed.
    Result<DocumentState> openChanged(const std::function<void(QJsonObject &)> &change) {
        EXPECT_TRUE(saveProject(example(), path()));
        return repack([&](const std::string &name, std::string content) -> std::optional<std::string> {
            if (name != "document.json")
                return content;
            QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(content)).object();
            change(json);
            return QJsonDocument(json).toJson().toStdString();
        });
    }

    /// Opens the project again with parts replaced, or left out where `change` gives nothing.
    Result<DocumentState> repack(const std::function<std::optional<std::string>(const std::string &, std::string)> &change) {
        const Result<ZipReader> zip = ZipReader::open(path());
        EXPECT_TRUE(zip);
        ZipWriter writer;
        for (const char *name : {"mimetype", "document.json", "base.png", "mask.png", "layers/1.png", "layers/2.png"})
            if (const auto content = change(name, *zip->read(name, 1 << 24)))
                writer.add(name, *content, ZipMethod::Deflate);
        EXPECT_TRUE(put(path("changed.sfum"), *writer.finish()));
        return openProject(path("changed.sfum"));
    }

    void expectRefused(const Result<DocumentState> &result, ErrorCode code, const char *rule, const char *file = "changed.sfum") {
        ASSERT_FALSE(result) << "was opened: " << rule;
        EXPECT_EQ(result.error().code, code) << describe(result.error());
        EXPECT_NE(result.error().subject.find(file), std::string::npos) << describe(result.error());
        EXPECT_NE(describe(result.error()).find(rule), std::string::npos) << describe(result.error());
    }
};

TEST_F(ProjectFile, GivesBackEveryPixelAndValue) {
    const DocumentState state = example();
    ASSERT_TRUE(saveProject(state, path()));
    const Result<DocumentState> opened = openProject(path());
    ASSERT_TRUE(opened) << describe(opened.error());
    EXPECT_TRUE(*opened == state);
    EXPECT_EQ(fingerprint(*opened), fingerprint(state));
}

TEST_F(ProjectFile, KeepsWhateverARandomSessionMakes) {
    for (const unsigned seed : {21U, 22U, 23U}) {
        Document document(RandomSession::start());
        RandomSession session(seed);
        for (int i = 0; i < 120; ++i)
            session.act(document);
        ASSERT_TRUE(saveProject(document.state(), path()));
        const Result<DocumentState> opened = openProject(path());
        ASSERT_TRUE(opened) << describe(opened.error());
        EXPECT_EQ(fingerprint(*opened), fingerprint(document.state())) << seed;
    }
}

TEST_F(ProjectFile, StoresPicturesTooLargeForOnePngInPieces) {
    DocumentState state = emptyState({64, 64});
    Layer layer;
    layer.id = 1;
    QImage dot(3, 3, QImage::Format_RGBA8888);
    dot.fill(QColor(9, 8, 7, 6));
    layer.pixels.paste(dot, {-9000, 0});
    layer.pixels.paste(dot, {12000, 20});
    state.layers.push_back(layer);
    ASSERT_TRUE(saveProject(state, path()));
    const Result<DocumentState> opened = openProject(path());
    ASSERT_TRUE(opened) << describe(opened.error());
    EXPECT_TRUE(*opened == state);
}

/// A control picture and an image prompt: the settings name both by path.
class ProjectPictures : public ProjectFile {
protected:
    void SetUp() override {
        ASSERT_TRUE(put(path("pose.png"), pose));
        ASSERT_TRUE(put(path("look.jpg"), look));
        state = example();
        state.settings["controls"] = QJsonArray{control("pose.png"), control("look.jpg"), control("pose.png"), control("gone.png")};
        ASSERT_TRUE(saveProject(state, path()));
    }
    static inline const std::string start = "\x89PNG\r\n\x1a\n", pose = start + "the bytes of a pose", look = start + "the bytes of a look";

    QJsonObject control(const char *name) const {
        return {{"file", "canny.safetensors"}, {"image", QString::fromStdString(path(name).string())}, {"weight", 0.5}};
    }
    Result<DocumentState> open() {
        return openProject(path(), [this](const QString &, const std::string &bytes) -> Result<QString> {
            kept.push_back(bytes);
            if (full)
                return fail(ErrorCode::Unreadable, "disk", "is full");
            return "kept " + QString::number(kept.size());
        });
    }
    static QStringList imagesOf(const DocumentState &state) {
        QStringList images;
        for (const QJsonValue &control : state.settings["controls"].toArray())
            images << control["image"].toString();
        return images;
    }

    DocumentState state;
    std::vector<std::string> kept;
    bool full = false;
};

TEST_F(ProjectPictures, ComeBackWhereTheirFilesAreGone) {
    fs::remove(path("pose.png"));
    const auto opened = open();
    ASSERT_TRUE(opened) << describe(opened.error());
    EXPECT_EQ(kept, std::vector<std::string>{pose});
    const QStringList before = imagesOf(state);
    EXPECT_EQ(imagesOf(*opened), QStringList({"kept 1", before[1], "kept 1", before[3]}));
    EXPECT_EQ(opened->settings["controls"][0]["weight"], 0.5);
}

TEST_F(ProjectPictures, ComeBackWhereTheirFilesHaveBecomeOthers) {
    ASSERT_TRUE(put(path("look.jpg"), start + "the bytes of a cat."));
    ASSERT_TRUE(open());
    EXPECT_EQ(kept, std::vector<std::string>{look});
}

// A project may come from anybody: what it names and is no picture must not leave with the copy that is sent back.
TEST_F(ProjectPictures, AreAllThatIsTakenAlong) {
    ASSERT_TRUE(put(path("key.png"), "a secret of this machine"));
    state.settings["controls"] = QJsonArray{control("key.png")};
    ASSERT_TRUE(saveProject(state, path()));
    fs::remove(path("key.png"));
    ASSERT_TRUE(open());
    EXPECT_TRUE(kept.empty());
}

TEST_F(ProjectPictures, StayWhereTheyAreWhileTheyAreThere) {
    const auto opened = open();
    ASSERT_TRUE(opened);
    EXPECT_TRUE(*opened == state);
    EXPECT_TRUE(kept.empty());
}

TEST_F(ProjectPictures, ThatCannotBeKeptLeaveTheProjectAsItIs) {
    fs::remove(path("pose.png"));
    full = true;
    const auto opened = open();
    ASSERT_TRUE(opened);
    EXPECT_TRUE(*opened == state);
}

TEST_F(ProjectPictures, OfADamagedProjectAreRefused) {
    const auto list = [](const QJsonValue &value) { return [=](QJsonObject &json) { json["pictures"] = value; }; };
    expectRefused(openChanged(list(7)), ErrorCode::CorruptFile, "\"pictures\" must be a list");
    expectRefused(openChanged(list(QJsonArray{QJsonObject{{"path", "/x"}, {"file", "base.png"}}})), ErrorCode::CorruptFile, "\"base.png\" twice");
    QJsonArray many;
    for (int i = 0; i < 65; ++i)
        many.append(QJsonObject{{"path", "/x"}, {"file", QString::number(i)}});
    expectRefused(openChanged(list(many)), ErrorCode::LimitExceeded, "names 65 pictures");
    EXPECT_TRUE(openChanged([](QJsonObject &json) { json.remove("pictures"); })) << "a project of before";
    ASSERT_TRUE(openChanged(list(QJsonArray{QJsonObject{{"path", "/x"}, {"file", "pictures/9"}}}))) << "without a place for them they are not looked at";
    const auto missing = openProject(path("changed.sfum"), [](const QString &, const std::string &) { return Result<QString>("x"); });
    expectRefused(missing, ErrorCode::CorruptFile, "pictures/9");
}

TEST_F(ProjectFile, BeginsWithItsMimeTypeForFileManagers) {
    ASSERT_TRUE(saveProject(example(), path()));
    const std::string bytes = *read_file(path());
    EXPECT_EQ(bytes.substr(30, 8), "mimetype");
    EXPECT_EQ(bytes.substr(38, 21), "application/x-sfumato");
}

TEST_F(ProjectFile, RefusesALaterVersionPolitelyAndLeavesItAlone) {
    const auto result = openChanged([](QJsonObject &json) { json["version"] = 2; });
    expectRefused(result, ErrorCode::UnsupportedFormat, "was made by a later version of Sfumato (format 2");
    const std::string before = *read_file(path("changed.sfum"));
    (void)openProject(path("changed.sfum"));
    EXPECT_EQ(*read_file(path("changed.sfum")), before);
}

TEST_F(ProjectFile, RefusesWhatIsNoProject) {
    expectRefused(openProject(path("missing.sfum")), ErrorCode::NotFound, "does not exist", "missing.sfum");
    expectRefused(openProject(folder()), ErrorCode::Unreadable, "is not a regular file", "");
    ASSERT_TRUE(put(path(), ""));
    expectRefused(openProject(path()), ErrorCode::UnsupportedFormat, "is no Sfumato project", "project.sfum");
    ASSERT_TRUE(put(path(), std::string(5000, 'x')));
    expectRefused(openProject(path()), ErrorCode::UnsupportedFormat, "is no Sfumato project", "project.sfum");
    ZipWriter other;
    other.add("readme.txt", "hello", ZipMethod::Deflate);
    ASSERT_TRUE(put(path(), *other.finish()));
    expectRefused(openProject(path()), ErrorCode::UnsupportedFormat, "is no Sfumato project", "project.sfum");
}

TEST_F(ProjectFile, NamesTheMissingPart) {
    for (const std::string missing : {"document.json", "base.png", "layers/2.png"}) {
        ASSERT_TRUE(saveProject(example(), path()));
        const auto result = repack([&](const std::string &name, std::string content) {
            return name == missing ? std::nullopt : std::optional(content);
        });
        expectRefused(result, ErrorCode::CorruptFile, missing.c_str());
    }
}

TEST_F(ProjectFile, NamesWhatIsWrongInItsJson) {
    const auto layer = [](const char *key, const QJsonValue &value) {
        return [=](QJsonObject &json) {
            QJsonArray layers = json["layers"].toArray();
            QJsonObject first = layers[0].toObject();
            first[key] = value;
            layers[0] = first;
            json["layers"] = layers;
        };
    };
    const auto top = [](const char *key, const QJsonValue &value) { return [=](QJsonObject &json) { json[key] = value; }; };
    const auto wrong = ErrorCode::CorruptFile;
    expectRefused(openChanged(top("version", 0)), wrong, "version");
    expectRefused(openChanged(top("version", "1")), wrong, "version");
    expectRefused(openChanged(top("format", "other")), ErrorCode::UnsupportedFormat, "is not of a Sfumato project");
    expectRefused(openChanged(top("size", QJsonArray{0, 5})), wrong, "\"size\"");
    expectRefused(openChanged(top("size", QJsonArray{2e9, 5})), wrong, "\"size\"");
    expectRefused(openChanged(top("frame", QJsonArray{0, 0, 1.5, 5})), wrong, "\"frame\"");
    expectRefused(openChanged(top("frame", QJsonArray{0, 0, -1, 5})), wrong, "\"frame\"");
    expectRefused(openChanged(top("settings", 4)), wrong, "\"settings\"");
    expectRefused(openChanged(top("base", 4)), wrong, "\"base\"");
    expectRefused(openChanged(layer("opacity", 1.5)), wrong, "\"opacity\"");
    expectRefused(openChanged(layer("visible", "yes")), wrong, "\"visible\"");
    expectRefused(openChanged(layer("id", 0)), wrong, "\"id\"");
    expectRefused(openChanged(layer("id", 2)), wrong, "two layers have the id 2");
    expectRefused(openChanged(layer("blend", "melt\x1b[31m")), ErrorCode::UnsupportedFormat, "no blend mode \"melt\\x1b[31m\"");
    expectRefused(openChanged(layer("name", 7)), wrong, "\"name\"");
    expectRefused(openChanged(layer("pixels", QJsonArray{QJsonObject{{"file", "base.png"}, {"area", QJsonArray{0, 0, 257, 193}}}})),
                  wrong, "\"base.png\" twice");
    expectRefused(openChanged(layer("pixels", QJsonArray{QJsonObject{{"file", "mask.png"}, {"area", QJsonArray{0, 0, 0, 193}}}})),
                  wrong, "without pixels");
}

TEST_F(ProjectFile, RefusesJsonThatIsNone) {
    for (const std::string &text : {std::string(), std::string("{\"format\":"), std::string("[]"), std::string(4000, '['),
                                   std::string("\xff\xfe\x00{", 4)}) {
        ASSERT_TRUE(saveProject(example(), path()));
        const auto result = repack([&](const std::string &name, std::string content) {
            return std::optional(name == "document.json" ? text : content);
        });
        expectRefused(result, ErrorCode::CorruptFile, "document.json is no JSON object");
    }
}

TEST_F(ProjectFile, ChecksSizesBeforeItTakesMemory) {
    const auto huge = [](QJsonObject &json) {
        QJsonArray layers;
        for (int i = 1; i <= 20; ++i)
            layers.append(QJsonObject{{"id", i}, {"name", ""}, {"opacity", 1}, {"visible", true}, {"blend", "normal"},
                                      {"offset", QJsonArray{0, 0}}, {"recipe", ""}, {"result", ""},
                                      {"pixels", QJsonArray{QJsonObject{{"file", QString::number(i)},
                                                                        {"area", QJsonArray{0, 0, 16384, 8192}}}}}});
        json["layers"] = layers;
    };
    expectRefused(openChanged(huge), ErrorCode::LimitExceeded, "larger than 1073741824 pixels in all");
    const auto many = [](QJsonObject &json) {
        QJsonArray layers;
        for (int i = 1; i <= 10000; ++i)
            layers.append(QJsonObject{{"id", i}});
        json["layers"] = layers;
    };
    expectRefused(openChanged(many), ErrorCode::LimitExceeded, "10000 layers; at most 1000");
    const auto other = [](QJsonObject &json) {
        json["base"] = QJsonArray{QJsonObject{{"file", "base.png"}, {"area", QJsonArray{0, 0, 100, 100}}}};
    };
    expectRefused(openChanged(other), ErrorCode::CorruptFile, "is 257x193 pixels, but document.json says 100x100");
    const auto bomb = repack([&](const std::string &name, std::string content) {
        return std::optional(name == "document.json" ? std::string(20 << 20, ' ') : content);
    });
    expectRefused(bomb, ErrorCode::LimitExceeded, "has 20971520 bytes; at most 16777216");
}

TEST_F(ProjectFile, RefusesPicturesThatAreNone) {
    for (const std::string &content : {std::string("GIF89a"), std::string(), std::string("\x89PNG\r\n\x1a\n")}) {
        ASSERT_TRUE(saveProject(example(), path()));
        const auto result = repack([&](const std::string &name, std::string old) {
            return std::optional(name == "mask.png" ? content : old);
        });
        expectRefused(result, ErrorCode::CorruptFile, "mask.png");
    }
}

TEST_F(ProjectFile, RefusesNamesThatLeadOutOfIt) {
    for (const char *name : {"../x.png", "layers/../../x", "/etc/x", "C:x", "a\\b"}) {
        ZipWriter zip;
        zip.add("mimetype", project::mimeType, ZipMethod::Store);
        zip.add(name, "x", ZipMethod::Store);
        ASSERT_TRUE(put(path(), *zip.finish()));
        expectRefused(openProject(path()), ErrorCode::CorruptFile, "leads out of it", "project.sfum");
    }
}

TEST_F(ProjectFile, AnswersEveryCutAndManyFlippedBitsWithAnError) {
    ASSERT_TRUE(saveProject(example(), path()));
    const std::string whole = *read_file(path());
    for (std::size_t cut = 0; cut < whole.size(); cut += 997) {
        ASSERT_TRUE(put(path("cut.sfum"), whole.substr(0, cut)));
        ASSERT_FALSE(openProject(path("cut.sfum"))) << cut;
    }
    std::mt19937 random(3);
    const DocumentState state = example();
    for (int i = 0; i < 150; ++i) {
        std::string bytes = whole;
        bytes[random() % bytes.size()] ^= static_cast<char>(1 << random() % 8);
        ASSERT_TRUE(put(path("flipped.sfum"), bytes));
        const Result<DocumentState> opened = openProject(path("flipped.sfum"));
        if (opened) { // bits that mean nothing, such as times
            EXPECT_EQ(fingerprint(*opened), fingerprint(state));
        }
    }
}

TEST_F(ProjectFile, ASaveThatFailsLeavesTheOldFile) {
    ASSERT_TRUE(saveProject(example(), path()));
    const std::string before = *read_file(path());
    DocumentState far = example();
    far.layers[0].offset = {3 << 20, 0};
    const Result<void> result = saveProject(far, path());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, ErrorCode::LimitExceeded);
    EXPECT_EQ(*read_file(path()), before);
    EXPECT_FALSE(saveProject(example(), path() / "not" / "a folder"));
}

} // namespace
} // namespace sfumato::document
