#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>

#include "all_rooms.h"
#include "core/documents/sample_design.h"
#include "design/edit.h"
#include "design/expression.h"
#include "design/kept_fields.h"
#include "documents/design_author.h"
#include "documents/design_file.h"
#include "files/file_reader.h"
#include "locale_support.h"

using namespace lightloom::tests;

namespace {

QString text(const std::string& bytes) {
  return QString::fromStdString(bytes);
}

// A file with one part: what stands inside "components": [ … ].
std::string fileWith(const std::string& components, const std::string& more = {}) {
  return "{\"format\": \"lightloom-design\", \"version\": 1, \"components\": [" + components + "]" + more +
         "}";
}

std::string lens(const std::string& parameters) {
  return fileWith("{\"id\": \"lens1\", \"kind\": \"lens\", \"parameters\": {" + parameters + "}}");
}

std::string array(const std::string& more) {
  return fileWith(
      "{\"id\": \"a\", \"kind\": \"vcsel_array\", \"parameters\": {\"rows\": 2, \"columns\": 3}, " + more +
      "}");
}

QString errorId(const std::string& bytes) {
  const Result<Design> design = readDesign(bytes, "t.loom");
  return design ? QString() : text(design.error().id);
}

int changedLines(const std::string& a, const std::string& b) {
  const QStringList before = text(a).split('\n'), after = text(b).split('\n');
  if (before.size() != after.size()) return 1000;
  int changed = 0;
  for (qsizetype i = 0; i < before.size(); ++i) changed += before[i] != after[i];
  return changed;
}

// What a newer program might have written, in our layout.
const std::string kFuture = R"({
  "format": "lightloom-design",
  "version": 1,
  "components": [
    {
      "future": {
        "b": [1.0, 2.50, 9007199254740993],
        "a": {}
      },
      "id": "hologram1",
      "kind": "hologram",
      "overrides": {
        "depth": {
          "3": 1e-6
        }
      },
      "parameters": {
        "depth": 4.20e-7,
        "x": 0.1
      },
      "sources": {
        "depth": {
          "source": "guess"
        },
        "x": {
          "confidence": 0.90,
          "source": "measured"
        }
      }
    },
    {
      "id": "lens1",
      "kind": "lens",
      "parameters": {
        "coating": "V",
        "focal_length": {
          "expr": "2*lens2.focal_length",
          "value": 0.0400
        }
      }
    }
  ],
  "name": "from the future",
  "settings": {
    "cooling": {
      "power": 1
    },
    "training": {
      "batch": {
        "value": 50,
        "expr": "5*10"
      },
      "warm_up": 10
    }
  },
  "views": []
}
)";

}  // namespace

class TestDesignFile : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void writesTheHeaderAndSortedKeys();
  void comesBackEqual();
  void hundredDesignsAreByteIdentical();
  void movedPartChangesOneLine();
  void sameBytesInEveryLocale_data();
  void sameBytesInEveryLocale();
  void keepsWhatItDoesNotKnow();
  void longFormGoesWithItsValue();
  void keptFieldOfARemovedSourceIsDropped();
  void namesItsAuthor();
  void aRollComesBack();
  void largeSeedsAreText();
  void readsFilesWrittenByHand();
  void namesWhatIsWrong_data();
  void namesWhatIsWrong();
  void messagesNameFileLineAndPlace();
  void newerVersionIsNamed();
  void missingAndForeignFiles();
  void controlCharactersAreStripped();
  void lengthsAreThoseOfTheText();
  void longKeptKeysComeBack();
  void fragmentsHoldParts();
  void savingRefusesWhatCannotBeRead();
  void schemaIsTheShippedOne();
  void readsAHundredThousandParts();
};

void TestDesignFile::writesTheHeaderAndSortedKeys() {
  const QString written = text(writeDesign(sampleDesign()));
  QVERIFY(
      written.startsWith("{\n  \"format\": \"lightloom-design\",\n  \"version\": 1,\n  \"components\": [\n"));
  QVERIFY(written.contains("        \"detuning\": {\n          \"2\": 1e9,\n          \"10\": -2.5e9,\n"));
  QVERIFY(written.contains("\"hidden\": [100, 100]"));
  QVERIFY(written.contains("\"injection_ratio\": null"));
  QVERIFY(written.endsWith("}\n"));
}

void TestDesignFile::comesBackEqual() {
  const Design design = sampleDesign();
  const Result<Design> again = readDesign(writeDesign(design), "t.loom");
  QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
  QVERIFY(again.value() == design);
  QVERIFY(readDesign(writeDesign(Design()), "t.loom").value() == Design());
}

// R17.
void TestDesignFile::hundredDesignsAreByteIdentical() {
  for (int i = 0; i < 100; ++i) {
    const std::string bytes = writeDesign(sampleDesign(i));
    QCOMPARE(text(writeDesign(readDesign(bytes, "t.loom").value())), text(bytes));
  }
}

void TestDesignFile::movedPartChangesOneLine() {
  const Design before = sampleDesign();
  const Design after = apply(before, setParameter(before, "leader", "x", Value(-0.12345)));
  QCOMPARE(changedLines(writeDesign(before), writeDesign(after)), 1);
}

void TestDesignFile::sameBytesInEveryLocale_data() {
  QTest::addColumn<QByteArray>("locale");
  for (const char* name : {"de_DE.UTF-8", "ja_JP.UTF-8", "fr_FR.UTF-8"})
    QTest::newRow(name) << QByteArray(name);
}

void TestDesignFile::sameBytesInEveryLocale() {
  QFETCH(QByteArray, locale);
  const std::string expected = writeDesign(sampleDesign());
  QTemporaryDir folder;
  if (!test::useLocale(locale, folder.path())) QSKIP("the locale is neither installed nor can it be made");
  const std::string bytes = writeDesign(sampleDesign());
  const bool equal = readDesign(bytes, "t.loom").value() == sampleDesign();
  std::setlocale(LC_ALL, "C");
  QCOMPARE(text(bytes), text(expected));
  QVERIFY(equal);
}

void TestDesignFile::keepsWhatItDoesNotKnow() {
  const Result<Design> design = readDesign(kFuture, "t.loom");
  QVERIFY2(design.ok(), design ? "" : english(design.error()).c_str());
  QCOMPARE(text(writeDesign(design.value())), text(kFuture));
  const Component& hologram = *design.value().components.at(0);
  QVERIFY(hologram.values.at("x") == Value(0.1));
  QCOMPARE(text(hologram.extra.at("parameters/depth")), "4.20e-7");
  QVERIFY(design.value().settings.at("training.batch") == Value(std::int64_t{50}));
}

void TestDesignFile::longFormGoesWithItsValue() {
  const Design design = readDesign(kFuture, "t.loom").value();
  const Design moved = apply(design, setParameter(design, "lens1", "x", Value(0.3)));
  QVERIFY(text(writeDesign(moved)).contains("2*lens2.focal_length"));
  const Design changed = apply(design, setParameter(design, "lens1", "focal_length", Value(0.05)));
  QVERIFY(text(writeDesign(changed)).contains("\"focal_length\": 0.05\n"));
  QVERIFY(!text(writeDesign(changed)).contains("2*lens2.focal_length"));
}

void TestDesignFile::namesItsAuthor() {
  const Design nobody = sampleDesign();
  QVERIFY(authorOf(nobody).empty());
  const std::string name = "R. Núñez “Rosa” \\ 李";
  const Design signedOne = withAuthor(nobody, name);
  const std::string bytes = writeDesign(signedOne);
  QVERIFY2(bytes.find("\n  \"author\": \"") != std::string::npos, bytes.c_str());
  const Design again = readDesign(bytes, "t.loom").value();
  QCOMPARE(text(authorOf(again)), text(name));
  QCOMPARE(keptFieldChecks(again).size(), keptFieldChecks(nobody).size());
  QVERIFY(withAuthor(again, {}) == nobody);
  QVERIFY(authorOf(readDesign(fileWith({}, ", \"author\": 7"), "t.loom").value()).empty());
}

void TestDesignFile::keptFieldOfARemovedSourceIsDropped() {
  Design design = readDesign(kFuture, "t.loom").value();
  Component hologram = *design.components[0];
  hologram.sources.clear();
  design.components[0] = std::make_shared<const Component>(hologram);
  QVERIFY(!text(writeDesign(design)).contains("confidence"));
  QVERIFY(readDesign(writeDesign(design), "t.loom").ok());
}

// Worked out, written and read again; what stands as drawn writes none.
void TestDesignFile::aRollComesBack() {
  const std::string plain = fileWith(
      "{\"id\": \"a\", \"kind\": \"vcsel_array\"}, {\"id\": \"g\", \"kind\": \"fan_out\"}, "
      "{\"id\": \"p\", \"kind\": \"detector_line\"}");
  Design design = readDesign(plain, "t.loom").value();
  QVERIFY(writeDesign(design).find("fine_roll") == std::string::npos);
  for (const char* id : {"a", "g", "p"}) {
    const ComponentPtr part = findComponent(design, id);
    const Parameter* row = findParameter(parametersOf(*findKind(part->kind)), "fine_roll");
    QVERIFY(row);
    const Result<double> roll = evaluateExpression(*row, "2*tilt - 1 mrad", [](std::string_view) {
      return std::optional<Quantity>(Quantity{2e-3, Unit::Radian});
    });
    QVERIFY(roll);
    QCOMPARE(roll.value(), 3e-3);
    design = apply(design, setParameter(design, id, "fine_roll", roll.value()));
  }
  const std::string written = writeDesign(design);
  const Design again = readDesign(written, "t.loom").value();
  for (const char* id : {"a", "g", "p"}) QCOMPARE(viewOf(again, id).real("fine_roll"), 3e-3);
  QCOMPARE(text(writeDesign(again)), text(written));
  const std::string kept = "\"expr\": \"2*a.fine_tilt\"";
  const std::string longForm = fileWith(
      "{\"id\": \"g\", \"kind\": \"fan_out\", \"parameters\": "
      "{\"fine_roll\": {" +
      kept + ", \"value\": 0.004}}}");
  const Design worked = readDesign(longForm, "t.loom").value();
  QCOMPARE(viewOf(worked, "g").real("fine_roll"), 4e-3);
  QVERIFY(writeDesign(worked).find(kept) != std::string::npos);
  QVERIFY(applyAssignment(design, "g.fine_roll=-2 mrad") && !applyAssignment(design, "g.fine_roll=0.2"));
}

void TestDesignFile::largeSeedsAreText() {
  Design design;
  design.settings["training.seed"] = std::int64_t{9007199254740993};
  const std::string bytes = writeDesign(design);
  QVERIFY(text(bytes).contains("\"seed\": \"9007199254740993\""));
  QVERIFY(readDesign(bytes, "t.loom").value() == design);
  const std::string small = fileWith("", ", \"settings\": {\"training\": {\"seed\": \"42\"}}");
  QVERIFY(readDesign(small, "t.loom").value().settings.at("training.seed") == Value(std::int64_t{42}));
}

void TestDesignFile::readsFilesWrittenByHand() {
  QCOMPARE(errorId("\xEF\xBB\xBF" + lens("\"x\": 1e-1, \"focal_length\": 0.02")), QString());
  QCOMPARE(errorId(lens("\"x\": 0")), QString());
  QCOMPARE(errorId(array("\"overrides\": {\"detuning\": {\"5\": 1e9}}")), QString());
  const Design design =
      readDesign(array("\"overrides\": {\"detuning\": {\"5\": {\"value\": 2, \"expr\": \"1+1\"}}}"), "t")
          .value();
  QCOMPARE(design.components[0]->overrides.at("detuning").at(5), 2.0);
  QVERIFY(text(writeDesign(design)).contains("\"expr\": \"1+1\""));
  // A whole number that came as text is still that number.
  const Design counted = readDesign(
                             R"({"format": "lightloom-design", "version": 1, "components": [],
              "settings": {"training": {"batch": {"value": "10", "expr": "5*2"}}}})",
                             "t")
                             .value();
  const std::string written = writeDesign(counted);
  QVERIFY(text(written).contains("\"expr\": \"5*2\""));
  QCOMPARE(readDesign(written, "t").value(), counted);
}

void TestDesignFile::namesWhatIsWrong_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("id");
  const auto row = [](const char* name, const std::string& bytes, const char* id) {
    QTest::newRow(name) << QByteArray::fromStdString(bytes) << id;
  };
  row("empty", "", "file.empty");
  row("spaces", " \n ", "file.empty");
  row("html", "<!DOCTYPE html><html></html>", "file.foreign");
  row("gzip", "\x1F\x8B\x08\x08....", "file.foreign");
  row("zip", "PK\x03\x04....", "file.foreign");
  row("binary", std::string("\x00\x01\x02\x03", 4), "file.foreign");
  row("utf-16", "\xFF\xFE{\0", "file.foreign");
  row("latin-1", "{\"name\": \"M\xFCller\"}", "file.not-utf8");
  row("truncated", writeDesign(sampleDesign()).substr(0, 300), "file.truncated");
  row("csv", "a,b\n1,2\n", "json.syntax");
  row("list", "[]", "design.not-a-design");
  row("report", "{\"format\": \"lightloom-report\", \"version\": 1}", "design.not-a-design");
  row("no version", "{\"format\": \"lightloom-design\", \"components\": []}", "design.missing-field");
  row("text version", "{\"format\": \"lightloom-design\", \"version\": \"1\", \"components\": []}",
      "design.bad-version");
  row("half version", "{\"format\": \"lightloom-design\", \"version\": 1.5, \"components\": []}",
      "design.bad-version");
  row("version 0", "{\"format\": \"lightloom-design\", \"version\": 0, \"components\": []}",
      "design.bad-version");
  row("version 2", "{\"format\": \"lightloom-design\", \"version\": 2, \"components\": 7}",
      "design.newer-version");
  row("version 101", "{\"format\": \"lightloom-design\", \"version\": 101}", "design.newer-version");
  row("no components", "{\"format\": \"lightloom-design\", \"version\": 1}", "design.missing-field");
  row("components of another type", "{\"format\": \"lightloom-design\", \"version\": 1, \"components\": {}}",
      "design.wrong-type");
  row("part is a number", fileWith("3"), "design.wrong-type");
  row("no id", fileWith("{\"kind\": \"lens\"}"), "design.missing-field");
  row("no kind", fileWith("{\"id\": \"lens1\"}"), "design.missing-field");
  row("capital id", fileWith("{\"id\": \"Lens1\", \"kind\": \"lens\"}"), "design.bad-id");
  row("empty id", fileWith("{\"id\": \"\", \"kind\": \"lens\"}"), "design.bad-id");
  row("long id", fileWith("{\"id\": \"" + std::string(300, 'a') + "\", \"kind\": \"lens\"}"),
      "design.too-long");
  row("reserved id", fileWith("{\"id\": \"training\", \"kind\": \"lens\"}"), "design.reserved-id");
  row("two of an id", fileWith("{\"id\": \"a\", \"kind\": \"lens\"}, {\"id\": \"a\", \"kind\": \"mirror\"}"),
      "design.duplicate-id");
  row("long name",
      fileWith("{\"id\": \"a\", \"kind\": \"lens\", \"name\": \"" + std::string(300, 'n') + "\"}"),
      "design.too-long");
  row("long note",
      fileWith("{\"id\": \"a\", \"kind\": \"lens\", \"note\": \"" + std::string(70000, 'n') + "\"}"),
      "design.too-long");
  row("locked: 1", fileWith("{\"id\": \"a\", \"kind\": \"lens\", \"locked\": 1}"), "design.wrong-type");
  row("text for a number", lens("\"x\": \"0.1\""), "design.wrong-type");
  row("number for a word", lens("\"mapping\": 1"), "design.wrong-type");
  row("unknown word", lens("\"mapping\": \"cosine\""), "design.unknown-enumerator");
  row("null", lens("\"x\": null"), "design.not-unset");
  row("out of range", lens("\"x\": 100"), "design.out-of-range");
  row("huge", lens("\"x\": 1e308"), "design.out-of-range");
  row("infinite", lens("\"x\": 1e309"), "json.number-range");
  row("not a number", lens("\"x\": NaN"), "json.not-finite");
  row("twice", lens("\"x\": 0, \"x\": 0.1"), "json.duplicate-key");
  row("half rows", fileWith("{\"id\": \"a\", \"kind\": \"vcsel_array\", \"parameters\": {\"rows\": 2.5}}"),
      "design.wrong-type");
  row("4e9 rows", fileWith("{\"id\": \"a\", \"kind\": \"vcsel_array\", \"parameters\": {\"rows\": 4e9}}"),
      "design.out-of-range");
  row("channel 6 of 6", array("\"overrides\": {\"detuning\": {\"6\": 0}}"), "design.channel-range");
  row("channel -1", array("\"overrides\": {\"detuning\": {\"-1\": 0}}"), "design.bad-channel");
  row("channel 05", array("\"overrides\": {\"detuning\": {\"05\": 0}}"), "design.bad-channel");
  row("channel x", array("\"overrides\": {\"detuning\": {\"x\": 0}}"), "design.bad-channel");
  row("override of the whole part", array("\"overrides\": {\"pitch\": {\"0\": 1e-5}}"),
      "design.not-per-channel");
  row("null override", array("\"overrides\": {\"detuning\": {\"0\": null}}"), "design.not-unset");
  row("source without a word", array("\"sources\": {\"pitch\": {\"plus_minus\": 1e-6}}"),
      "design.missing-field");
  row("unknown source", array("\"sources\": {\"pitch\": {\"source\": \"hearsay\"}}"),
      "design.unknown-enumerator");
  row("negative ±", array("\"sources\": {\"pitch\": {\"source\": \"measured\", \"plus_minus\": -1}}"),
      "design.out-of-range");
  row("long form without value", lens("\"x\": {\"expr\": \"1\"}"), "design.missing-field");
  row("long form in a long form", lens("\"x\": {\"value\": {\"value\": 1}}"), "design.wrong-type");
  row("negative counter", fileWith("", ", \"counters\": {\"lens\": -1}"), "design.out-of-range");
  row("deep", fileWith("", ", \"x\": " + std::string(100, '[') + std::string(100, ']')), "json.too-deep");
}

void TestDesignFile::namesWhatIsWrong() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, id);
  const Result<Design> design = readDesign(bytes.toStdString(), "t.loom");
  QVERIFY(!design.ok());
  QCOMPARE(text(design.error().id), id);
  const QString message = text(english(design.error()));
  QVERIFY2(message.contains("t.loom"), qPrintable(message));
  QVERIFY2(!message.contains('%'), qPrintable(message));
}

void TestDesignFile::messagesNameFileLineAndPlace() {
  const Result<Design> design =
      readDesign(fileWith("{\"id\": \"a\", \"kind\": \"lens\"},\n{\"id\": \"b\", \"kind\": \"lens\",\n"
                          "\"parameters\": {\"focal_length\": true}}"),
                 "t.loom");
  QCOMPARE(text(english(design.error())),
           "t.loom, line 3: components[1].parameters.focal_length must be a number in SI units, but the file "
           "has true or "
           "false there. Correct it.");
}

void TestDesignFile::newerVersionIsNamed() {
  const Result<Design> design =
      readDesign("{\"format\": \"lightloom-design\", \"version\": 7, \"parts\": []}", "t.loom");
  const QString message = text(english(design.error()));
  QVERIFY(message.contains("version 7") && message.contains("version 1"));
}

void TestDesignFile::missingAndForeignFiles() {
  QTemporaryDir folder;
  const auto idOf = [](const QString& path) { return text(readDesignFile(path.toStdString()).error().id); };
  QCOMPARE(idOf(folder.filePath("none.loom")), "file.missing");
  QCOMPARE(idOf(folder.path()), "file.is-a-directory");
  QCOMPARE(idOf("/dev/full"), "file.not-regular");
  const QString path = folder.filePath("large.loom");
  QVERIFY(saveFile(path.toStdString(), std::string(std::size_t{65} << 20, ' ')).ok());
  QCOMPARE(idOf(path), "file.too-large");
}

void TestDesignFile::controlCharactersAreStripped() {
  const Result<Design> design =
      readDesign(fileWith("{\"id\": \"a\", \"kind\": \"lens\", \"name\": \"A\\u0000\\u001b\\nB\", \"note\": "
                          "\"one\\ntwo\\u0007\"}"),
                 "t");
  QCOMPARE(text(design.value().components[0]->name), "AB");
  QCOMPARE(text(design.value().components[0]->note), "one\ntwo");
}

// U+009B starts a command to a terminal, U+00A0 is a space.
void TestDesignFile::lengthsAreThoseOfTheText() {
  const auto named = [](const std::string& name) {
    return fileWith("{\"id\": \"a\", \"kind\": \"lens\", \"name\": \"" + name + "\"}");
  };
  QCOMPARE(text(readDesign(named("A\\u009b31m\xC2\x85\xC2\xA0\x7F"
                                 "B"),
                           "t")
                    .value()
                    .components[0]
                    ->name),
           text("A31m\xC2\xA0"
                "B"));
  std::string escaped;
  for (int i = 0; i < 256; ++i) escaped += "\\u0041";
  QCOMPARE(text(readDesign(named(escaped), "t").value().components[0]->name), QString(256, 'A'));
  QCOMPARE(errorId(named(escaped + "A")), "design.too-long");
}

// A key of 44 bytes that takes 259 once its control characters are escaped.
void TestDesignFile::longKeptKeysComeBack() {
  for (const char* letter : {"\x7F", "\\b", "\xC2\x9B"}) {
    std::string key;
    while (key.size() < 240) key += letter;
    const std::string file = fileWith("", ", \"future\": {\"" + key + "\": 1, \"\": {\"" + key + "\": []}}");
    const Result<Design> design = readDesign(file, "t");
    QVERIFY2(design.ok(), design ? "" : english(design.error()).c_str());
    const std::string written = writeDesign(design.value());
    const Result<Design> again = readDesign(written, "t");
    QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
    QVERIFY(again.value() == design.value());
    QCOMPARE(text(writeDesign(again.value())), text(written));
    QVERIFY(written.find('\x7F') == std::string::npos && written.find("\xC2\x9B") == std::string::npos);
  }
}

void TestDesignFile::fragmentsHoldParts() {
  const Design design = sampleDesign();
  const std::vector<ComponentPtr> parts(design.components.begin(), design.components.begin() + 2);
  const Result<std::vector<ComponentPtr>> again = readFragment(writeFragment(parts), "the clipboard");
  QVERIFY(again.ok());
  QCOMPARE(again.value().size(), std::size_t{2});
  QVERIFY(*again.value()[0] == *parts[0] && *again.value()[1] == *parts[1]);
  QCOMPARE(text(readFragment("hello", "the clipboard").error().id), "json.syntax");
}

void TestDesignFile::savingRefusesWhatCannotBeRead() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("d.loom").toStdString();
  Design design = sampleDesign();
  QVERIFY(saveDesign(design, path).ok());
  QVERIFY(readDesignFile(path).value() == design);
  Component broken = *design.components[0];
  broken.values["x"] = std::numeric_limits<double>::quiet_NaN();
  design.components[0] = std::make_shared<const Component>(broken);
  const Result<SavedFile> refused = saveDesign(design, path);
  QCOMPARE(text(refused.error().id), "design.not-unset");
  QVERIFY(readDesignFile(path).value() == sampleDesign());
}

void TestDesignFile::schemaIsTheShippedOne() {
  const std::string schema = designSchema();
  QVERIFY(!QJsonDocument::fromJson(QByteArray::fromStdString(schema)).isNull());
  const std::string made = LIGHTLOOM_BINARY_DIR "/design.schema.json";
  QVERIFY(saveFile(made, schema).ok());
  const Result<std::string> shipped = readFile(LIGHTLOOM_SOURCE_DIR "/resources/design.schema.json");
  QVERIFY(shipped.ok());
  const QByteArray remedy =
      "parameter tables have changed: copy " + QByteArray::fromStdString(made) + " to resources/";
  QVERIFY2(shipped.value() == schema, remedy.constData());
}

void TestDesignFile::readsAHundredThousandParts() {
  Design design;
  for (int i = 0; i < 100'000; ++i) {
    Component part;
    part.id = "lens" + std::to_string(i);
    part.kind = "lens";
    part.values = {{"x", 1e-5 * i}, {"y", -1e-5 * i}, {"focal_length", 0.02}};
    design.components.push_back(std::make_shared<const Component>(std::move(part)));
  }
  const std::string bytes = writeDesign(design);
  const Result<Design> again = readDesign(bytes, "t.loom");
  QVERIFY2(again.ok(), again ? "" : english(again.error()).c_str());
  QVERIFY(again.value() == design);
}

QTEST_GUILESS_MAIN(TestDesignFile)
#include "tst_design_file.moc"
