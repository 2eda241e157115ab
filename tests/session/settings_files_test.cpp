// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QDir>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "app/service/recent_list.h"
#include "app/service/style_store.h"

namespace sfumato::service {
namespace {

struct Place {
    QTemporaryDir folder;
    QString name = folder.filePath(QStringLiteral("settings/items.json"));
    std::filesystem::path file = name.toStdString();

    void write(const QByteArray &content) const {
        QDir().mkpath(QFileInfo(name).path());
        QFile opened(name);
        opened.open(QIODevice::WriteOnly);
        opened.write(content);
    }
    QByteArray read() const {
        QFile opened(name);
        opened.open(QIODevice::ReadOnly);
        return opened.readAll();
    }
    QStringList aside() const { return QFileInfo(name).dir().entryList({QStringLiteral("*.damaged-*")}); }
    QByteArray kept() const {
        QFile opened(QFileInfo(name).dir().filePath(aside().value(0)));
        opened.open(QIODevice::ReadOnly);
        return opened.readAll();
    }
};

TEST(RecentList, KeepsEachOnceNewestFirstAndNotTooMany) {
    Place place;
    {
        RecentList list(place.file, 3);
        for (const char *text : {"a", "b", "a", "", "  ", "c", "d"})
            ASSERT_TRUE(list.add(QString::fromLatin1(text)));
        EXPECT_EQ(list.items(), QStringList({QStringLiteral("d"), QStringLiteral("c"), QStringLiteral("a")}));
    }
    RecentList again(place.file, 3);
    EXPECT_EQ(again.items().size(), 3);
    ASSERT_TRUE(again.remove(QStringLiteral("c")));
    EXPECT_EQ(RecentList(place.file, 3).items(), QStringList({QStringLiteral("d"), QStringLiteral("a")}));
}

TEST(SettingsFiles, SetDamagedOnesAsideAsTheyAre) {
    for (const QByteArray &content : {QByteArray(), QByteArray("\x00\xff\x17\x80", 4), QByteArray("{\"version\":1,\"items\":[\"a\",\"b"), QByteArray("[1,2]"), QByteArray("null")}) {
        Place place;
        place.write(content);
        RecentList list(place.file, 9);
        ASSERT_TRUE(list.problem());
        EXPECT_EQ(list.problem()->code, ErrorCode::CorruptFile);
        EXPECT_TRUE(list.items().isEmpty());
        EXPECT_EQ(place.kept(), content);
        ASSERT_TRUE(list.add(QStringLiteral("new")));
        EXPECT_EQ(RecentList(place.file, 9).items(), QStringList{QStringLiteral("new")});
    }
}

TEST(SettingsFiles, KeepWhatTheyDoNotKnow) {
    Place place;
    place.write(R"({"version":1,"items":["a"],"colour":"red"})");
    RecentList list(place.file, 9);
    EXPECT_FALSE(list.problem());
    ASSERT_TRUE(list.add(QStringLiteral("b")));
    EXPECT_TRUE(place.read().contains("\"colour\": \"red\""));
}

TEST(SettingsFiles, UseWhatIsUsableOfWrongTypesAndKeepACopy) {
    Place place;
    const QByteArray content = R"({"items":["a",7,null,{"x":1},"b"]})";
    place.write(content);
    RecentList list(place.file, 9);
    EXPECT_EQ(list.items(), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    ASSERT_TRUE(list.problem());
    EXPECT_EQ(place.kept(), content);
    place.write(R"({"items":"a"})");
    EXPECT_TRUE(RecentList(place.file, 9).items().isEmpty());
}

TEST(SettingsFiles, LeaveThoseOfALaterVersionAlone) {
    Place place;
    const QByteArray content = R"({"version":2,"items":["a"]})";
    place.write(content);
    RecentList list(place.file, 9);
    ASSERT_TRUE(list.problem());
    EXPECT_EQ(list.problem()->code, ErrorCode::UnsupportedFormat);
    ASSERT_TRUE(list.add(QStringLiteral("b")));
    EXPECT_EQ(list.items(), QStringList{QStringLiteral("b")}); // for this session
    EXPECT_EQ(place.read(), content);
}

TEST(SettingsFiles, SayWhatKeepsThemFromBeingWritten) {
    Place place;
    QFile inTheWay(QFileInfo(place.name).path());
    ASSERT_TRUE(inTheWay.open(QIODevice::WriteOnly));
    RecentList list(place.file, 9);
    const auto added = list.add(QStringLiteral("a"));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::Unreadable);
    EXPECT_EQ(list.items().size(), 1);
}

TEST(Styles, TakeThePromptIntoTheirTemplates) {
    EXPECT_EQ(withStyle(QStringLiteral("a cat"), QStringLiteral("gouache of {prompt}, soft")), QStringLiteral("gouache of a cat, soft"));
    EXPECT_EQ(withStyle(QStringLiteral("a cat"), QStringLiteral("soft light")), QStringLiteral("a cat, soft light"));
    EXPECT_EQ(withStyle(QStringLiteral("a cat"), {}), QStringLiteral("a cat"));
    EXPECT_EQ(withStyle({}, QStringLiteral("soft light")), QStringLiteral("soft light"));
    EXPECT_EQ(withStyle(QStringLiteral("{prompt}"), QStringLiteral("[{prompt}]")), QStringLiteral("[{prompt}]"));
}

TEST(Styles, AreReadFromA1111sTable) {
    const auto styles = readStylesCsv("\xEF\xBB\xBFname,prompt,negative_prompt\r\n"
                                      "Ink,\"ink drawing of {prompt}, \"\"fine\"\" lines\",\"colour,\nphoto\"\r\n"
                                      ",no name,\r\n"
                                      "Plain,,\r\n"
                                      "Short\r\n");
    const std::vector<Style> expected{{QStringLiteral("Ink"), QStringLiteral("ink drawing of {prompt}, \"fine\" lines"), QStringLiteral("colour,\nphoto")},
                                      {QStringLiteral("Plain"), {}, {}},
                                      {QStringLiteral("Short"), {}, {}}};
    EXPECT_EQ(styles, expected);
    EXPECT_EQ(readStylesCsv("name,text\nOld,words\n"), (std::vector<Style>{{QStringLiteral("Old"), QStringLiteral("words"), {}}}));
    EXPECT_TRUE(readStylesCsv("").empty());
    EXPECT_TRUE(readStylesCsv(std::string_view("\0\xff\"", 3)).empty());
}

TEST(Styles, AreKeptAndImportedWithoutReplacingTheUsersOwn) {
    Place place;
    StyleStore store(place.file);
    ASSERT_TRUE(store.set({QStringLiteral("Ink"), QStringLiteral("mine"), {}}));
    EXPECT_FALSE(store.set({QStringLiteral(" "), QStringLiteral("x"), {}}));
    const std::filesystem::path csv = place.file.parent_path() / "styles.csv";
    QFile table(QString::fromStdString(csv.string()));
    ASSERT_TRUE(table.open(QIODevice::WriteOnly));
    table.write("name,prompt,negative_prompt\nInk,theirs,\nOil,oil of {prompt},photo\n");
    table.close();
    const auto added = store.importCsv(csv);
    ASSERT_TRUE(added) << describe(added.error());
    EXPECT_EQ(*added, 1);
    StyleStore again(place.file);
    ASSERT_EQ(again.styles().size(), 2u);
    EXPECT_EQ(again.find(QStringLiteral("Ink"))->prompt, QStringLiteral("mine"));
    EXPECT_EQ(again.find(QStringLiteral("Oil"))->negative, QStringLiteral("photo"));
    ASSERT_TRUE(again.remove(QStringLiteral("Ink")));
    EXPECT_EQ(StyleStore(place.file).styles().size(), 1u);
}

TEST(Styles, AreRenamedInTheirPlaceButNeverOverEachOther) {
    const Place place;
    StyleStore store(place.file);
    for (const char *name : {"Ink", "Oil", "Pastel"})
        ASSERT_TRUE(store.set({QLatin1String(name), {}, {}}));
    ASSERT_TRUE(store.replace(QStringLiteral("Oil"), {QStringLiteral("Thick oil"), QStringLiteral("{prompt}, impasto"), {}}));
    EXPECT_EQ(store.styles()[1].name, QStringLiteral("Thick oil"));
    EXPECT_EQ(store.replace(QStringLiteral("Ink"), {QStringLiteral("Pastel"), {}, {}}).error().code, ErrorCode::Conflict);
    EXPECT_EQ(store.replace(QStringLiteral("Ink"), {QStringLiteral(" "), {}, {}}).error().code, ErrorCode::InvalidArgument);
    EXPECT_EQ(store.replace(QStringLiteral("Chalk"), {QStringLiteral("X"), {}, {}}).error().code, ErrorCode::NotFound);
    EXPECT_EQ(StyleStore(place.file).styles(), store.styles());
}

TEST(Styles, SayThatAFileIsNoTableOfStyles) {
    Place place;
    place.write("hello");
    StyleStore store(place.file.parent_path() / "styles.json");
    const auto added = store.importCsv(place.file);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::CorruptFile);
}

} // namespace
} // namespace sfumato::service
