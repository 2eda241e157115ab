// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QFileInfo>

#include "app/service/model_library.h"
#include "tests/library/model_files.h"
#include "tests/session/waiting.h"

namespace sfumato::service {
namespace {

using modelio::ModelKind;
using testing::ModelFiles;
using testing::waitUntil;

struct Library {
    QTemporaryDir data;
    std::unique_ptr<ModelLibrary> library = std::make_unique<ModelLibrary>(data.path());

    ModelLibrary *operator->() const { return library.get(); }
    void restart() {
        library.reset();
        library = std::make_unique<ModelLibrary>(data.path());
    }
    ::testing::AssertionResult rescan() const {
        library->rescan();
        return waitUntil([this] { return !library->scanning(); }) ? ::testing::AssertionSuccess() : ::testing::AssertionFailure() << "it does not end";
    }
    ::testing::AssertionResult add(const ModelFiles &files) const {
        if (!library->add(files.path()))
            return ::testing::AssertionFailure() << "not added";
        return rescan();
    }
    std::shared_ptr<const ModelEntry> at(const ModelFiles &files, const char *name) const { return library->find(files.path(QLatin1String(name))); }
};

TEST(ModelLibrary, SaysWhatEveryFileIsWhereverItLies) {
    ModelFiles files;
    files.lora(QStringLiteral("models/Lora/fox.safetensors"), {{"modelspec.trigger_phrase", "red fox"}});
    files.lora(QStringLiteral("models/Stable-diffusion/misplaced.safetensors"), {}, 2048);
    files.embedding(QStringLiteral("embeddings/word.safetensors"));
    files.vae(QStringLiteral("models/VAE/soft.safetensors"));
    files.control(QStringLiteral("models/ControlNet/canny.safetensors"));
    Library library;
    ASSERT_TRUE(library.add(files));
    ASSERT_EQ(library->entries().size(), 5u);
    EXPECT_EQ(library.at(files, "models/Lora/fox.safetensors")->notes.words, QStringList(QStringLiteral("red fox")));
    EXPECT_EQ(library.at(files, "models/Lora/fox.safetensors")->family, QStringLiteral("sd1"));
    EXPECT_EQ(library.at(files, "models/Stable-diffusion/misplaced.safetensors")->kind, ModelKind::Lora);
    EXPECT_EQ(library.at(files, "models/Stable-diffusion/misplaced.safetensors")->family, QStringLiteral("sdxl"));
    EXPECT_EQ(library.at(files, "embeddings/word.safetensors")->kind, ModelKind::Embedding);
    EXPECT_EQ(library.at(files, "models/VAE/soft.safetensors")->kind, ModelKind::Vae);
    EXPECT_EQ(library.at(files, "models/ControlNet/canny.safetensors")->family, QStringLiteral("sd1"));
    for (const auto &[path, entry] : library->entries())
        EXPECT_TRUE(entry->usable()) << path.toStdString() << ' ' << entry->problem.toStdString();
    EXPECT_EQ(library->names(ModelKind::Lora), QStringList({QStringLiteral("fox"), QStringLiteral("misplaced")}));
    EXPECT_EQ(library->named(ModelKind::Lora, QStringLiteral("fox")), library.at(files, "models/Lora/fox.safetensors"));
    EXPECT_EQ(library->named(ModelKind::Lora, QStringLiteral("Lora/fox")), library.at(files, "models/Lora/fox.safetensors"));
    EXPECT_EQ(library->named(ModelKind::Lora, QStringLiteral("Other/fox")), nullptr);
    EXPECT_EQ(library->named(ModelKind::Lora, QStringLiteral("fo")), nullptr);
    EXPECT_EQ(library->named(ModelKind::Vae, QStringLiteral("fox")), nullptr);
}

TEST(ModelLibrary, ListsWhatIsBrokenOrIncompleteWithItsReason) {
    ModelFiles files;
    files.write(QStringLiteral("models/Lora/broken.safetensors"), "this is no model");
    files.write(QStringLiteral("models/Stable-diffusion/empty.ckpt"), "");
    files.unet(QStringLiteral("models/Stable-diffusion/unet.safetensors"));
    Library library;
    ASSERT_TRUE(library.add(files));
    ASSERT_EQ(library->entries().size(), 3u);
    const auto broken = library.at(files, "models/Lora/broken.safetensors");
    EXPECT_EQ(broken->kind, ModelKind::Lora); // what its folder promises
    EXPECT_FALSE(broken->problem.isEmpty());
    EXPECT_FALSE(library.at(files, "models/Stable-diffusion/empty.ckpt")->problem.isEmpty());
    const auto unet = library.at(files, "models/Stable-diffusion/unet.safetensors");
    EXPECT_EQ(unet->kind, ModelKind::Model);
    EXPECT_EQ(unet->missing, QStringList({QStringLiteral("vae"), QStringLiteral("text_encoder")}));
    EXPECT_FALSE(unet->usable());
}

TEST(ModelLibrary, SeesWhatWasAddedChangedAndTakenAway) {
    ModelFiles files;
    files.lora(QStringLiteral("a.safetensors"));
    files.lora(QStringLiteral("b.safetensors"));
    Library library;
    ASSERT_TRUE(library.add(files));
    QFile::remove(files.path(QStringLiteral("a.safetensors")));
    files.vae(QStringLiteral("b.safetensors"));
    files.embedding(QStringLiteral("c.safetensors"));
    int changes = 0;
    QObject::connect(library.library.get(), &ModelLibrary::changed, [&] { ++changes; });
    ASSERT_TRUE(library.rescan());
    EXPECT_EQ(library.at(files, "a.safetensors"), nullptr);
    EXPECT_EQ(library.at(files, "b.safetensors")->kind, ModelKind::Vae);
    EXPECT_EQ(library.at(files, "c.safetensors")->kind, ModelKind::Embedding);
    EXPECT_GT(changes, 0);
    changes = 0;
    ASSERT_TRUE(library.rescan());
    EXPECT_EQ(changes, 0);
    ASSERT_TRUE(library->remove(files.path()).has_value());
    ASSERT_TRUE(waitUntil([&] { return !library->scanning(); }));
    EXPECT_TRUE(library->entries().empty());
    EXPECT_TRUE(QFileInfo::exists(files.path(QStringLiteral("c.safetensors"))));
}

TEST(ModelLibrary, RemembersPlacesDescriptionsAndHashesAndOpensNoFileTwice) {
    ModelFiles files;
    const QString lora = files.lora(QStringLiteral("a.safetensors"));
    Library library;
    ASSERT_TRUE(library.add(files));
    EXPECT_EQ(library.at(files, "a.safetensors")->sha256, QString());
    library->askHash(lora);
    ASSERT_TRUE(waitUntil([&] { return !library.at(files, "a.safetensors")->sha256.isEmpty(); }));
    const auto known = *library.at(files, "a.safetensors");
    EXPECT_EQ(known.sha256.size(), 64);
    // The same size and time, other content: whoever opened it would see a broken file.
    const QDateTime time = QFileInfo(lora).lastModified();
    files.write(QStringLiteral("a.safetensors"), QByteArray(static_cast<qsizetype>(known.bytes), 'x'));
    QFile file(lora);
    ASSERT_TRUE(file.open(QIODevice::ReadWrite) && file.setFileTime(time, QFileDevice::FileModificationTime));
    file.close();
    library.restart();
    EXPECT_EQ(library->places(), QStringList(files.path()));
    ASSERT_TRUE(library.rescan());
    EXPECT_EQ(*library.at(files, "a.safetensors"), known);
    // Another time: it is looked at, and its hash is no longer known.
    files.lora(QStringLiteral("a.safetensors"), {{"modelspec.trigger_phrase", "new"}});
    ASSERT_TRUE(library.rescan());
    EXPECT_EQ(library.at(files, "a.safetensors")->sha256, QString());
    EXPECT_EQ(library.at(files, "a.safetensors")->notes.words, QStringList(QStringLiteral("new")));
}

TEST(ModelLibrary, NotesWrittenLaterBesideAFileAreSeen) {
    ModelFiles files;
    files.lora(QStringLiteral("a.safetensors"));
    Library library;
    ASSERT_TRUE(library.add(files));
    files.write(QStringLiteral("a.json"), R"({"activation text": "later"})");
    files.write(QStringLiteral("a.png"), "picture");
    ASSERT_TRUE(library.rescan());
    EXPECT_EQ(library.at(files, "a.safetensors")->notes.words, QStringList(QStringLiteral("later")));
    EXPECT_EQ(library.at(files, "a.safetensors")->picture, files.path(QStringLiteral("a.png")));
}

TEST(ModelLibrary, TakesASingleFileAsAPlace) {
    ModelFiles files;
    const QString lora = files.lora(QStringLiteral("a.safetensors"));
    files.lora(QStringLiteral("b.safetensors"));
    Library library;
    ASSERT_TRUE(library->add(lora).has_value());
    ASSERT_TRUE(library.rescan());
    ASSERT_EQ(library->entries().size(), 1u);
    EXPECT_EQ(library->entries().begin()->second->name, QStringLiteral("a"));
    const auto missing = library->add(files.path(QStringLiteral("nothing")));
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code, ErrorCode::NotFound);
}

} // namespace
} // namespace sfumato::service
