#include "documents/talk.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "all_rooms.h"
#include "documents/design_file.h"
#include "files/program_files.h"
#include "test_support.h"

using namespace lightloom::tests;

namespace {

QString document(const QString& scenes, const QString& version = "1",
                 const QString& format = "lightloom-talk") {
  return QStringLiteral("{\"format\": \"%1\",\n\"version\": %2,\n\"title\": \"A\",\n\"scenes\": %3}")
      .arg(format, version, scenes);
}

// A talk of one scene with one more member.
QString sceneWith(const QString& member = {}) {
  return document("[{\"caption\": \"C\", \"design\": \"first-light\"" +
                  (member.isEmpty() ? QString() : ", " + member) + "}]");
}

Result<Talk> parsed(const QString& text) {
  return readTalk(text.toStdString(), "t.loomtalk");
}

Talk talkOf(const std::string& design) {
  Talk out;
  out.title = "A";
  out.scenes.emplace_back();
  out.scenes[0].caption = "C";
  out.scenes[0].design = design;
  return out;
}

std::string shippedTalk() {
  return examplePath("talks/light-that-learns.loomtalk");
}

}  // namespace

/// Talks: what their reader takes and refuses, where it leads, and that the one that comes with the program
/// can be given.
class TestTalk : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyFieldArrives();
  void whatIsWrittenIsReadAgain();
  void aSceneTakesTheDesignBeforeIt();
  void namesWhatIsWrong_data();
  void namesWhatIsWrong();
  void budgetsHold();
  void changesAreMade();
  void nothingOutsideIsOpened();
  void designsAreCalledAsTheyAreRead();
  void everyProblemIsNamed();
  void theShippedTalkCanBeGiven();
};

void TestTalk::everyFieldArrives() {
  const auto read = parsed(sceneWith(
      "\"changes\": [\"beam_splitter4.fine_tilt=1 urad\"], \"camera\": {\"x\": 0.1, \"y\": -0.2, "
      "\"width\": 0.05}, \"loupes\": [\"vcsel_array2\"], \"page\": \"noise\", \"plots\": [\"power\", "
      "\"phase\"], \"speed\": \"epoch:2\", \"minutes\": 2.5, \"notes\": \"N\""));
  QVERIFY2(read.ok(), read ? "" : english(read.error()).c_str());
  QCOMPARE(read.value().title, std::string("A"));
  const TalkScene& scene = read.value().scenes.at(0);
  QCOMPARE(scene.caption, std::string("C"));
  QCOMPARE(scene.design, std::string("first-light"));
  QCOMPARE(scene.changes, std::vector<std::string>{"beam_splitter4.fine_tilt=1 urad"});
  QVERIFY((*scene.camera == TalkCamera{{}, 0.1, -0.2, 0.05}));
  QCOMPARE(*scene.loupes, std::vector<std::string>{"vcsel_array2"});
  QCOMPARE(scene.page, std::string("noise"));
  QCOMPARE(scene.plots, (std::vector<std::string>{"power", "phase"}));
  QCOMPARE(paceKey(*scene.speed), std::string("epoch:2"));
  QCOMPARE(scene.minutes, 2.5);
  QCOMPARE(scene.notes, std::string("N"));
  const auto parts = parsed(sceneWith("\"camera\": {\"parts\": [\"lens1\"]}, \"loupes\": []"));
  QCOMPARE(parts.value().scenes[0].camera->parts, std::vector<std::string>{"lens1"});
  QVERIFY(parts.value().scenes[0].loupes && parts.value().scenes[0].loupes->empty());
  const auto bare = parsed(sceneWith());
  QVERIFY(!bare.value().scenes[0].camera && !bare.value().scenes[0].loupes && !bare.value().scenes[0].speed);
  QCOMPARE(talkMinutes(bare.value()), 1.0);
}

void TestTalk::whatIsWrittenIsReadAgain() {
  Talk talk = talkOf("first-light");
  talk.scenes[0].camera = TalkCamera{{}, 0.01, 0.02, 0.1};
  talk.scenes[0].loupes.emplace();
  talk.scenes.push_back(talk.scenes[0]);
  talk.scenes[1].camera = TalkCamera{{"lens1", "lens2"}, 0, 0, 0};
  talk.scenes[1].changes = {"lens1.x=1 mm", "noise.all=off"};
  talk.scenes[1].page = "product";
  talk.scenes[1].plots = {"accuracy"};
  talk.scenes[1].speed = Pace{Pace::Per::Step, 0.25};
  talk.scenes[1].minutes = 3;
  talk.scenes[1].notes = "“Quoted”\nand broken";
  talk.scenes.push_back(talk.scenes[0]);
  talk.scenes[2].design = "./mine.loom";
  const std::string text = writeTalk(talk);
  const Result<Talk> again = readTalk(text, "t.loomtalk");
  QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
  QVERIFY(again.value() == talk);
  QCOMPARE(writeTalk(again.value()), text);
  QTemporaryDir folder;
  const std::string path = folder.filePath("t.loomtalk").toStdString();
  QVERIFY(saveTalk(talk, path).ok());
  QVERIFY(readTalkFile(path).value() == talk);
  talk.scenes[0].caption.clear();
  QCOMPARE(QString::fromStdString(saveTalk(talk, path).error().id), QStringLiteral("talk.empty"));
  QVERIFY(!(readTalkFile(path).value() == talk));
  QCOMPARE(QString::fromStdString(readTalkFile(path + "x").error().id), QStringLiteral("file.missing"));
}

void TestTalk::aSceneTakesTheDesignBeforeIt() {
  const auto read = parsed(
      document("[{\"caption\": \"C\", \"design\": \"first-light\"}, {\"caption\": \"D\"}, {\"caption\": "
               "\"E\", \"design\": \"./e.loom\"}, {\"caption\": \"F\"}]"));
  QVERIFY(read.ok());
  QCOMPARE(read.value().scenes[1].design, std::string("first-light"));
  QCOMPARE(read.value().scenes[3].design, std::string("./e.loom"));
}

void TestTalk::namesWhatIsWrong_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("says");
  const auto row = [](const char* name, const QString& text, const char* id, const QString& says) {
    QTest::newRow(name) << text << id << says;
  };
  const auto scene = [&](const char* name, const QString& member, const char* id, const QString& says) {
    row(name, sceneWith(member), id, says);
  };
  row("no JSON", "{", "file.truncated", "t.loomtalk");
  row("another format", document("[]", "1", "lightloom-design"), "talk.not-a-talk", "lightloom-talk");
  row("no format", "{}", "talk.not-a-talk", "t.loomtalk");
  row("a list", "[]", "talk.not-a-talk", "t.loomtalk");
  row("no version", "{\"format\": \"lightloom-talk\"}", "talk.missing-field", "version is missing");
  row("newer", document("[]", "2"), "talk.newer-version", "up to version 1");
  row("version 0", document("[]", "0"), "talk.out-of-range", "at least 1");
  row("version is a text", document("[]", "\"x\""), "talk.wrong-type", "version");
  row("no title", "{\"format\": \"lightloom-talk\", \"version\": 1, \"scenes\": []}", "talk.missing-field",
      "title is missing");
  row("no scenes", "{\"format\": \"lightloom-talk\", \"version\": 1, \"title\": \"A\"}", "talk.missing-field",
      "scenes is missing");
  row("scenes are no list", document("{}"), "talk.wrong-type", "scenes must be a list");
  row("without a scene", document("[]"), "talk.empty", "needs a scene");
  row("a scene is no object", document("[3]"), "talk.wrong-type", "scenes[0] must be an object");
  row("a misspelt key of the talk",
      "{\"format\": \"lightloom-talk\", \"version\": 1, \"titel\": \"A\", \"scenes\": []}", "talk.likely-key",
      "titel is no key of a talk. Perhaps “title” is meant");
  row("no caption", document("[{\"design\": \"first-light\"}]"), "talk.missing-field",
      "scenes[0].caption is missing");
  row("an empty caption", document("[{\"caption\": \"\", \"design\": \"first-light\"}]"), "talk.empty",
      "scenes[0].caption is empty");
  row("a caption is a number", document("[{\"caption\": 1, \"design\": \"first-light\"}]"), "talk.wrong-type",
      "scenes[0].caption must be a text");
  row("no design in the first scene", document("[{\"caption\": \"C\"}]"), "talk.missing-field",
      "scenes[0].design is missing");
  row("the second scene", document("[{\"caption\": \"C\", \"design\": \"a\"}, {\"caption\": 1}]"),
      "talk.wrong-type", "line 4: scenes[1].caption");
  scene("a misspelt key", "\"captoin\": \"x\"", "talk.likely-key",
        "scenes[0].captoin is no key of a talk. Perhaps “caption” is meant");
  scene("a strange key", "\"colour\": 1", "talk.unknown-key", "scenes[0].colour is no key of a talk. Take");
  scene("notes are a list", "\"notes\": []", "talk.wrong-type", "scenes[0].notes");
  scene("changes are a text", "\"changes\": \"a=1\"", "talk.wrong-type", "scenes[0].changes must be a list");
  scene("a change is a number", "\"changes\": [1]", "talk.wrong-type", "scenes[0].changes[0]");
  scene("an empty change", "\"changes\": [\"a=1\", \"\"]", "talk.empty", "scenes[0].changes[1]");
  scene("a camera is a text", "\"camera\": \"lens1\"", "talk.wrong-type", "scenes[0].camera");
  scene("a misspelt key of a camera", "\"camera\": {\"widht\": 1}", "talk.likely-key",
        "scenes[0].camera.widht is no key of a talk. Perhaps “width” is meant");
  scene("a camera without a width", "\"camera\": {\"x\": 0, \"y\": 0}", "talk.missing-field",
        "scenes[0].camera.width is missing");
  scene("a camera without a place", "\"camera\": {\"width\": 0.1}", "talk.missing-field",
        "scenes[0].camera.x is missing");
  scene("a camera far away", "\"camera\": {\"x\": 0, \"y\": 11, \"width\": 0.1}", "talk.out-of-range",
        "scenes[0].camera.y is 11, but must be from -10 to 10");
  scene("a camera without room", "\"camera\": {\"x\": 0, \"y\": 0, \"width\": 0}", "talk.out-of-range",
        "scenes[0].camera.width");
  scene("a camera of text", "\"camera\": {\"x\": \"0\", \"y\": 0, \"width\": 1}", "talk.wrong-type",
        "scenes[0].camera.x");
  scene("a camera at nothing", "\"camera\": {\"parts\": []}", "talk.empty", "scenes[0].camera.parts");
  scene("a camera at a number", "\"camera\": {\"parts\": [1]}", "talk.wrong-type",
        "scenes[0].camera.parts[0]");
  scene("loupes of a text", "\"loupes\": true", "talk.wrong-type", "scenes[0].loupes must be a list");
  scene("no such page", "\"page\": \"nose\"", "talk.unknown-page", "scenes[0].page is “nose”");
  scene("a page is a number", "\"page\": 3", "talk.wrong-type", "scenes[0].page");
  scene("no such plot", "\"plots\": [\"accuracy\", \"loss\"]", "talk.unknown-plot",
        "scenes[0].plots names “loss”");
  scene("plots are a text", "\"plots\": \"accuracy\"", "talk.wrong-type", "scenes[0].plots");
  scene("no such speed", "\"speed\": \"fast\"", "talk.bad-speed", "scenes[0].speed is “fast”");
  scene("a speed is a number", "\"speed\": 2", "talk.wrong-type", "scenes[0].speed");
  scene("no time", "\"minutes\": 0", "talk.out-of-range", "scenes[0].minutes");
  scene("too long", "\"minutes\": 61", "talk.out-of-range", "to 60");
  scene("minutes are a text", "\"minutes\": \"2\"", "talk.wrong-type", "scenes[0].minutes");
  const auto design = [&](const char* name, const char* text, const char* id) {
    row(name, document(QStringLiteral("[{\"caption\": \"C\", \"design\": \"%1\"}]").arg(text)), id,
        "scenes[0].design");
  };
  design("an empty design", "", "talk.empty");
  row("an empty design of a later scene",
      document("[{\"caption\": \"C\", \"design\": \"a\"}, {\"caption\": \"D\", \"design\": \"\"}]"),
      "talk.bad-design", "scenes[1].design");
  design("another folder", "./../mine.loom", "talk.outside-folder");
  design("hidden in between", "./a/../../mine.loom", "talk.outside-folder");
  design("an absolute path", "/etc/passwd", "talk.outside-folder");
  design("a file without its mark", "mine.loom", "talk.bad-design");
  design("no design", "./mine.txt", "talk.bad-design");
  design("nothing but the suffix", "./.loom", "talk.bad-design");
  design("a name of no example", "First Light", "talk.bad-design");
}

void TestTalk::namesWhatIsWrong() {
  QFETCH(QString, text);
  QFETCH(QString, id);
  QFETCH(QString, says);
  const Result<Talk> read = parsed(text);
  QVERIFY(!read.ok());
  const QString message = QString::fromStdString(english(read.error()));
  QVERIFY2(QString::fromStdString(read.error().id) == id, qPrintable(message));
  QVERIFY2(message.contains(says), qPrintable(message));
}

void TestTalk::budgetsHold() {
  QStringList scenes;
  for (int i = 0; i < 1001; ++i) scenes << QStringLiteral("{\"caption\": \"C\", \"design\": \"a\"}");
  QCOMPARE(QString::fromStdString(parsed(document("[" + scenes.join(",") + "]")).error().id),
           QStringLiteral("talk.too-many"));
  const QString many = QStringList(101, QStringLiteral("\"a\"")).join(",");
  QCOMPARE(QString::fromStdString(parsed(sceneWith("\"loupes\": [" + many + "]")).error().id),
           QStringLiteral("talk.too-many"));
  QCOMPARE(
      QString::fromStdString(parsed(sceneWith("\"notes\": \"" + QString(65 << 10, 'x') + "\"")).error().id),
      QStringLiteral("talk.too-long"));
  QCOMPARE(
      QString::fromStdString(parsed(sceneWith("\"notes\": \"" + QString(2 << 20, 'x') + "\"")).error().id),
      QStringLiteral("file.too-large"));
}

void TestTalk::changesAreMade() {
  Talk talk = talkOf("first-light");
  talk.scenes[0].changes = {"beam_splitter4.fine_tilt=100 urad", "noise.shot=off"};
  const Result<Design> design = talkSceneDesign(talk, 0, "/");
  QVERIFY2(design.ok(), design ? "" : english(design.error()).c_str());
  QCOMPARE(std::get<double>(findComponent(design.value(), "beam_splitter4")->values.at("fine_tilt")), 1e-4);
  QVERIFY(!settingSwitch(design.value(), "noise.shot"));
}

void TestTalk::nothingOutsideIsOpened() {
  QTemporaryDir outside, folder;
  const QString secret = outside.filePath("secret.loom");
  QVERIFY(QFile::copy(QString::fromStdString(examplePath("first-light.loom")), secret));
  const std::string at = folder.path().toStdString();
  QVERIFY(QFile::link(secret, folder.filePath("link.loom")));
  QVERIFY(QFile::link(outside.path(), folder.filePath("inner")));
  QVERIFY(QDir(folder.path()).mkdir("below"));
  QVERIFY(QFile::copy(secret, folder.filePath("below/mine.loom")));
  const auto idOf = [&](const std::string& design) {
    const Result<std::string> path = talkDesignPath(design, at);
    return path ? QStringLiteral("found") : QString::fromStdString(path.error().id);
  };
  QCOMPARE(idOf("./below/mine.loom"), QStringLiteral("found"));
  QCOMPARE(idOf("./link.loom"), QStringLiteral("talk.outside-folder"));
  QCOMPARE(idOf("./inner/secret.loom"), QStringLiteral("talk.outside-folder"));
  QCOMPARE(idOf("./../" + QDir(outside.path()).dirName().toStdString() + "/secret.loom"),
           QStringLiteral("talk.outside-folder"));
  QCOMPARE(idOf("./missing.loom"), QStringLiteral("talk.no-design"));
  QCOMPARE(idOf("no-such-example"), QStringLiteral("talk.no-example"));
  QCOMPARE(idOf("../first-light"), QStringLiteral("talk.no-example"));
  QCOMPARE(idOf("first-light"), QStringLiteral("found"));
}

void TestTalk::designsAreCalledAsTheyAreRead() {
  QTemporaryDir outside, folder;
  const std::string at = folder.path().toStdString();
  const QString own = folder.filePath("mine.loom");
  QVERIFY(QFile::copy(QString::fromStdString(examplePath("first-light.loom")), own));
  QVERIFY(QFile::copy(own, outside.filePath("mine.loom")));
  QCOMPARE(talkDesignName(own.toStdString(), at).value(), std::string("./mine.loom"));
  QCOMPARE(talkDesignPath("./mine.loom", at).value(), own.toStdString());
  QCOMPARE(talkDesignName(examplePath("vowels.loom"), at).value(), std::string("vowels"));
  QCOMPARE(QString::fromStdString(talkDesignName(outside.filePath("mine.loom").toStdString(), at).error().id),
           QStringLiteral("talk.outside-folder"));
  // The folder of a talk that is named without one is where the program stands.
  const QString before = QDir::currentPath();
  QVERIFY(QDir::setCurrent(folder.path()));
  const Result<std::string> here = talkDesignName("mine.loom", "");
  const Result<std::string> path = talkDesignPath("./mine.loom", "");
  QVERIFY(QDir::setCurrent(before));
  QCOMPARE(here.value(), std::string("./mine.loom"));
  QCOMPARE(path.value(), std::string("mine.loom"));
}

void TestTalk::everyProblemIsNamed() {
  QTemporaryDir folder;
  const std::string at = folder.path().toStdString();
  QFile broken(folder.filePath("broken.loom"));
  QVERIFY(broken.open(QIODevice::WriteOnly));
  broken.write("{}");
  broken.close();
  Talk talk = talkOf("first-light");
  talk.scenes.resize(7, talk.scenes[0]);
  talk.scenes[1].design = "./missing.loom";
  talk.scenes[2].design = "./broken.loom";
  talk.scenes[3].changes = {"beam_splitter4.fine_tilt=100 parsec"};
  talk.scenes[4].loupes = std::vector<std::string>{"vcsel_array9"};
  talk.scenes[5].camera = TalkCamera{{"lens1", "lens77"}, 0, 0, 0};
  talk.scenes[6].design = "./broken.loom";  // read once, wrong in both scenes
  const std::vector<Message> problems = talkProblems(talk, at);
  QStringList ids, words;
  for (const Message& problem : problems) {
    ids << QString::fromStdString(problem.id);
    words << QString::fromStdString(english(problem));
  }
  QCOMPARE(ids, (QStringList{"talk.design", "talk.design", "talk.change", "talk.no-part", "talk.no-part",
                             "talk.design"}));
  QVERIFY2(words[0].contains("Scene 2") && words[0].contains("./missing.loom"), qPrintable(words[0]));
  QVERIFY2(words[1].contains("Scene 3") && words[1].contains("broken.loom"), qPrintable(words[1]));
  QVERIFY2(words[2].contains("Scene 4") && words[2].contains("parsec"), qPrintable(words[2]));
  QVERIFY2(words[3].contains("Scene 5 looks at “vcsel_array9”"), qPrintable(words[3]));
  QVERIFY2(words[4].contains("Scene 6 looks at “lens77”"), qPrintable(words[4]));
  QVERIFY2(words[5].contains("Scene 7") && words[5].contains("broken.loom"), qPrintable(words[5]));
}

void TestTalk::theShippedTalkCanBeGiven() {
  const Result<Talk> talk = readTalkFile(shippedTalk());
  QVERIFY2(talk.ok(), talk ? "" : english(talk.error()).c_str());
  const std::string folder = QFileInfo(QString::fromStdString(shippedTalk())).path().toStdString();
  for (const Message& problem : talkProblems(talk.value(), folder)) QFAIL(english(problem).c_str());
  QCOMPARE(talkMinutes(talk.value()), 20.0);
  QVERIFY(talk.value().scenes.size() >= 12);
  for (const TalkScene& scene : talk.value().scenes) QVERIFY(!scene.notes.empty());
}

QTEST_GUILESS_MAIN(TestTalk)
#include "tst_talk.moc"
