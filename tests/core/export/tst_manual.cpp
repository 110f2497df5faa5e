#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>
#include <set>

#include "all_rooms.h"
#include "bench/bench.h"
#include "datasets/dataset_store.h"
#include "design/kind.h"
#include "documents/design_file.h"
#include "export/formats.h"
#include "export/manual/internal/source_texts.h"
#include "export/manual/manual.h"
#include "export/manual/texts.h"
#include "imperfections/imperfections.h"
#include "report/report.h"
#include "validation/validation.h"

using namespace lightloom::tests;

namespace {

std::vector<std::string> idsIn(const std::vector<FoundMessage>& messages) {
  std::vector<std::string> out;
  for (const FoundMessage& message : messages) out.push_back(message.id);
  return out;
}

QString contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

}  // namespace

class TestManual : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void everyAnchorIsUniqueAndEveryLinkLeadsSomewhere();
  void everyPartAndValueIsThere();
  void everySettingIsThere();
  void everyImperfectionIsThere();
  void everyFormatUnitAndNumberIsThere();
  void everyMessageThatTestsKnowIsThere();
  void everyCheckOfTheExamplesIsThere();
  void checksSayTheirRemedy();
  void everySectionOfTheModelIsThere();
  void everyBundledDataSetIsTold();
  void wordsOfProgramsAndWindow();
  void thePageStandsByItself();
  void markdown_data();
  void markdown();
  void markdownKeepsWhatItDoesNotKnow();
  void searchFinds();
  void searchRanksAndEnds();
  void textsOfSources_data();
  void textsOfSources();
  void messagesOfSeveralSourcesAreMerged();

 private:
  bool has(const std::string& anchor) const { return m_anchors.count(anchor) > 0; }
  const ManualEntry& entry(const std::string& anchor) const;

  Manual m_manual;
  std::set<std::string> m_anchors;
};

void TestManual::initTestCase() {
  m_manual = makeManual();
  for (const ManualPage& page : m_manual.pages)
    for (const ManualEntry& one : page.text.entries) {
      QVERIFY2(m_anchors.insert(one.anchor).second, one.anchor.c_str());
      QVERIFY2(!one.title.empty(), one.anchor.c_str());
    }
}

const ManualEntry& TestManual::entry(const std::string& anchor) const {
  for (const ManualPage& page : m_manual.pages)
    for (const ManualEntry& one : page.text.entries)
      if (one.anchor == anchor) return one;
  qFatal("no entry %s", anchor.c_str());
}

void TestManual::everyAnchorIsUniqueAndEveryLinkLeadsSomewhere() {
  int links = 0;
  for (const ManualPage& page : m_manual.pages) {
    static const QRegularExpression link(QStringLiteral("href=\"([^\"]*)\""));
    QRegularExpressionMatchIterator found = link.globalMatch(QString::fromStdString(page.text.html));
    while (found.hasNext()) {
      const QString target = found.next().captured(1);
      QVERIFY2(target.startsWith(QLatin1Char('#')), qPrintable(target));
      QVERIFY2(has(target.mid(1).toStdString()), qPrintable(target));
      ++links;
    }
    QCOMPARE(m_manual.pageOf(page.anchor), &page);
  }
  QVERIFY(links > 150);
  QCOMPARE(m_manual.pageOf("nowhere"), nullptr);
  QCOMPARE(m_manual.pages.front().anchor, std::string(kManualStart));
}

void TestManual::everyPartAndValueIsThere() {
  for (const Kind* kind : allKinds()) {
    const ManualPage* page = m_manual.pageOf(partAnchor(kind->id));
    QVERIFY2(page, kind->id.data());
    QCOMPARE(page->title, std::string(kind->title));
    for (const Parameter& row : parametersOf(*kind)) {
      const std::string anchor = valueAnchor(kind->id, row.key);
      QVERIFY2(has(anchor), anchor.c_str());
      const std::string& text = entry(anchor).text;
      const std::string title = plainText(inlineHtml(escaped(row.title)));
      for (const std::string& word : {title, std::string(row.key)})
        QVERIFY2(text.find(word) != std::string::npos, anchor.c_str());
      QVERIFY2(text.find("default ") != std::string::npos, anchor.c_str());
      for (const std::string_view word : row.enumerators)
        QVERIFY2(text.find(word) != std::string::npos, anchor.c_str());
    }
  }
  QCOMPARE(valueAnchor("lens", "x"), valueAnchor("mirror", "x"));
  const std::string& tilt = entry(valueAnchor("lens", "fine_tilt")).text;
  QVERIFY(tilt.find("µrad") != std::string::npos);
  const std::string& injection = entry(valueAnchor("vcsel_array", "injection_ratio")).text;
  QVERIFY(injection.find("default not set") != std::string::npos);
  QVERIFY(injection.find("-120 dB … 60 dB") != std::string::npos);
}

void TestManual::everySettingIsThere() {
  for (const SettingsGroup& group : settingsGroups())
    for (const Parameter& row : group.rows) {
      const std::string path = std::string(group.id) + "." + std::string(row.key);
      QVERIFY2(has(settingAnchor(path)), path.c_str());
      QVERIFY2(entry(settingAnchor(path)).text.find(path) != std::string::npos, path.c_str());
    }
}

void TestManual::everyImperfectionIsThere() {
  for (const Imperfection* imperfection : kImperfections) {
    const std::string anchor = imperfectionAnchor(imperfection->key);
    QVERIFY2(has(anchor), anchor.c_str());
    QVERIFY2(entry(anchor).text.find("Source: ") != std::string::npos, anchor.c_str());
    // Each value that sets its size says so in turn.
    for (const ParameterPlace& place : imperfection->places) {
      const std::string& text = entry(valueAnchor(place.kind, place.key)).text;
      QVERIFY2(text.find("Sets the size of ") != std::string::npos, anchor.c_str());
    }
  }
}

void TestManual::everyFormatUnitAndNumberIsThere() {
  for (const ExportFormat& format : exportFormats()) {
    QVERIFY2(has(formatAnchor(format.key)), format.key.data());
    QVERIFY(entry(formatAnchor(format.key)).text.find(format.fileName) != std::string::npos);
  }
  const std::string& units = entry("units").text;
  for (int i = 0; i <= static_cast<int>(Unit::FemtojoulePerOp); ++i) {
    const std::string_view symbol = unitInfo(static_cast<Unit>(i)).symbol;
    QVERIFY2(units.find(symbol) != std::string::npos, symbol.data());
  }
  for (const ValidationRow& row : validationRows()) {
    const std::string& group = entry("validation-" + std::string(row.group)).text;
    QVERIFY2(group.find(row.id) != std::string::npos, row.id.data());
  }
}

// What tests compare ids of messages with says nothing of how those are collected.
void TestManual::everyMessageThatTestsKnowIsThere() {
  static const QRegularExpression compared(QStringLiteral(
      "\\bid(?:\\(\\))?\\s*(?:,|==)\\s*(?:std::string\\()?\"([a-z][a-z0-9-]*\\.[a-z0-9.-]*[a-z0-9])\""));
  std::set<std::string> known;
  QDir tests(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/tests"));
  QStringList folders{tests.path()};
  while (!folders.isEmpty()) {
    const QDir folder(folders.takeFirst());
    for (const QFileInfo& one : folder.entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot))
      if (one.isDir()) {
        folders << one.filePath();
      } else if (one.suffix() == QLatin1String("cpp")) {
        QRegularExpressionMatchIterator found = compared.globalMatch(contentOf(one.filePath()));
        while (found.hasNext()) known.insert(found.next().captured(1).toStdString());
      }
  }
  int messages = 0;
  for (const std::string& id : known) {
    const bool said = findMessage(id) != nullptr;
    const bool row = std::any_of(validationRows().begin(), validationRows().end(),
                                 [&](const ValidationRow& one) { return one.id == id; });
    if (row) continue;
    QVERIFY2(said, id.c_str());
    QVERIFY2(has(messageAnchor(id)), id.c_str());
    ++messages;
  }
  QVERIFY2(messages > 60, std::to_string(messages).c_str());
}

void TestManual::everyCheckOfTheExamplesIsThere() {
  int checks = 0;
  for (const QString& name :
       QDir(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples")).entryList({QStringLiteral("*.loom")})) {
    const Result<Design> design =
        readDesignFile((QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/") + name).toStdString());
    QVERIFY(design);
    for (const Check& check : compileBench(design.value()).checks) {
      QVERIFY2(has(messageAnchor(check.message.id)), check.message.id.c_str());
      QVERIFY2(messageAnchor(check.message.id).substr(0, 6) == "check-", check.message.id.c_str());
      ++checks;
    }
  }
  QVERIFY(checks > 5);
}

void TestManual::checksSayTheirRemedy() {
  QCOMPARE(messageAnchor("heat.wander"), std::string("check-heat.wander"));
  QCOMPARE(messageAnchor("heat.wander.fix"), std::string("check-heat.wander"));
  QCOMPARE(messageAnchor("csv.ragged"), std::string("message-csv.ragged"));
  QVERIFY(entry("check-heat.wander").text.find("Remedy: ") != std::string::npos);
  QVERIFY(entry("check-beam.blocked").text.find("Severity: warning") != std::string::npos);
  QVERIFY(entry("check-modulator.sign").text.find("Severity: error") != std::string::npos);
  // What is filled in is a gap.
  QVERIFY(entry("check-beam.blocked").text.find('%') == std::string::npos);
  QVERIFY(entry("check-beam.blocked").text.find("…") != std::string::npos);
  QVERIFY(!findMessage("no.such-message"));
  QCOMPARE(messageAnchor("no.such-message"), std::string("message-no.such-message"));
}

void TestManual::everySectionOfTheModelIsThere() {
  const QString model = contentOf(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/core/model.md"));
  static const QRegularExpression section(QStringLiteral("^(?:## |\\*\\*)([0-9]+(?:\\.[0-9]+)?)"),
                                          QRegularExpression::MultilineOption);
  QRegularExpressionMatchIterator found = section.globalMatch(model);
  int sections = 0;
  for (; found.hasNext(); ++sections) {
    const std::string anchor = "model-" + found.next().captured(1).toStdString();
    QVERIFY2(has(anchor), anchor.c_str());
  }
  QVERIFY(sections > 30);
}

void TestManual::everyBundledDataSetIsTold() {
  for (const std::string& name : bundledDatasets())
    QVERIFY2(entry("datasets-bundled").text.find(name) != std::string::npos, name.c_str());
}

void TestManual::wordsOfProgramsAndWindow() {
  ManualExtras extras;
  extras.actions = {{"fitAll", "Fit all", "View", "Ctrl+1", "Show the whole bench"},
                    {"plain", "Plain", "View", "", ""}};
  extras.verbs = {{"check",
                   "lightloom-cli check FILE",
                   "looks at designs",
                   {{"FILE", "", "a design"}, {"--set,-s", "A=B", "a * b"}}},
                  {"bare", "", "has no words", {}}};
  const Manual manual = makeManual(extras);
  for (const std::string& anchor :
       {actionAnchor("fitAll"), actionAnchor("plain"), verbAnchor("check"), verbAnchor("bare"),
        optionAnchor("check", "FILE"), optionAnchor("check", "--set")})
    QVERIFY2(manual.pageOf(anchor), anchor.c_str());
  QCOMPARE(optionAnchor("check", "--set"), std::string("option-check-set"));
  const ManualPage* page = manual.pageOf("verb-check");
  QVERIFY(page->text.html.find("<code>--set,-s A=B</code>") != std::string::npos);
  QVERIFY(page->text.html.find("a * b") != std::string::npos);
  QVERIFY(page->text.html.find("<pre>lightloom-cli check FILE\n</pre>") != std::string::npos);
  QVERIFY(manual.pageOf("actions")->text.html.find("Ctrl+1") != std::string::npos);
  QVERIFY(m_manual.pageOf("actions")->text.html.find("without the window") != std::string::npos);
}

void TestManual::thePageStandsByItself() {
  const std::string html = manualHtml(m_manual);
  QXmlStreamReader reader(QByteArray::fromStdString(html));
  std::set<QString> ids;
  int headings = 0;
  while (!reader.atEnd()) {
    if (reader.readNext() != QXmlStreamReader::StartElement) continue;
    const QString tag = reader.name().toString();
    headings += tag == QLatin1String("h1") ? 1 : 0;
    QVERIFY2(tag != QLatin1String("script") && tag != QLatin1String("img") && tag != QLatin1String("link"),
             qPrintable(tag));
    QVERIFY(!reader.attributes().hasAttribute(QStringLiteral("name")) || tag == QLatin1String("meta"));
    const QString id = reader.attributes().value(QStringLiteral("id")).toString();
    if (!id.isEmpty()) QVERIFY2(ids.insert(id).second, qPrintable(id));
  }
  QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
  QCOMPARE(headings, static_cast<int>(m_manual.pages.size()));
  for (const std::string& anchor : m_anchors)
    QVERIFY2(ids.count(QString::fromStdString(anchor)), anchor.c_str());
  QVERIFY(html.find("http:") == std::string::npos && html.find("https:") == std::string::npos);
  QCOMPARE(html, manualHtml(makeManual()));
}

void TestManual::markdown_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("html");
  const auto add = [](const char* name, const char* text, const char* html) {
    QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(html);
  };
  add("plain", "a < b & c", "a &lt; b &amp; c");
  add("bold and italic", "**a** and *b c*", "<b>a</b> and <i>b c</i>");
  add("signs stay", "2 * 3 * 4, R*I*t", "2 * 3 * 4, R*I*t");
  add("bold in which is italic", "**a *b* c**", "<b>a <i>b</i> c</b>");
  add("code", "`a_b * <c>`", "<code>a_b * &lt;c&gt;</code>");
  add("link", "[a *b*](#c)", "<a href=\"#c\">a <i>b</i></a>");
  add("escape", "\\*a\\* \\[b](c)", "*a* [b](c)");
  add("index", "w_max, E_OP, φ_w, δν_L", "w<sub>max</sub>, E<sub>OP</sub>, φ<sub>w</sub>, δν<sub>L</sub>");
  add("indices side by side", "R_sT_s", "R<sub>s</sub>T<sub>s</sub>");
  add("Greek index", "[e^{Jt}]_φφ", "[e<sup>Jt</sup>]<sub>φφ</sub>");
  add("exponent", "e^{−σ²/2}, 2^bits, 10^(−m_a/20)",
      "e<sup>−σ²/2</sup>, 2<sup>bits</sup>, 10<sup>(−m<sub>a</sub>/20)</sup>");
  add("words are no formulas", "offset_and_sums, fine_x, 3_a", "offset_and_sums, fine_x, 3_a");
  add("model", "see model.md 3.10.", "see <a href=\"#model-3.10\">model 3.10</a>.");
  add("model without section", "model.md says", "model.md says");
  add("unfinished", "*a, `b, [c](d, x^{e, _", "*a, `b, [c](d, x^{e, _");
}

void TestManual::markdown() {
  QFETCH(QString, text);
  QFETCH(QString, html);
  QCOMPARE(QString::fromStdString(inlineHtml(text.toStdString())), html);
  const std::string plain = "a * b ` [c] \\ d";
  QCOMPARE(plainText(inlineHtml(escaped(plain))), plain);
}

void TestManual::markdownKeepsWhatItDoesNotKnow() {
  const ManualText text = markdownHtml(
      "# Title\n\nOne\ntwo.\n- a\n  goes on\n\n- b\n\n1. one\n2. two\n\n| h | |x| |\n| --- | --- |\n| 1 | "
      "|w| | \n\n"
      "| only | rows |\n\n    x_a = 1      y = 2\n\n: fact\n\n```\nkeep  <this>\n```\n\n## Sub "
      "title\n\nlast\n\n"
      "### Own {#own-anchor}\n\n**1.2 Named.** Text.\n\n**Bold** start\n",
      "page");
  const auto holds = [&](const char* part) { return text.html.find(part) != std::string::npos; };
  QVERIFY(holds("<p>One two.</p>"));
  QVERIFY(holds("<ul>\n<li>a goes on</li>\n<li>b</li>\n</ul>"));
  QVERIFY(holds("<ol>\n<li>one</li>\n<li>two</li>\n</ol>"));
  QVERIFY(holds("<tr><th>h</th><th>|x|</th></tr>\n<tr><td>1</td><td>|w|</td></tr>"));
  QVERIFY(holds("<tr><td>only</td><td>rows</td></tr>"));
  QVERIFY(holds("<p class=\"formula\">x<sub>a</sub> = 1"));
  QVERIFY(holds("<p class=\"facts\">fact</p>"));
  QVERIFY(holds("<pre>keep  &lt;this&gt;\n</pre>"));
  QVERIFY(holds("<p><b>Bold</b> start</p>"));
  std::vector<std::string> anchors;
  for (const ManualEntry& one : text.entries) anchors.push_back(one.anchor);
  QCOMPARE(anchors, (std::vector<std::string>{"page", "page-sub-title", "own-anchor", "model-1.2"}));
  QCOMPARE(text.entries[1].text, std::string("Sub title last"));
  QCOMPARE(text.entries[3].title, std::string("1.2 Named"));
  const ManualText numbered =
      markdownHtml("**2.3** A link has the powers of both beams on both lines.\n\n**2.4** Short.", "page");
  QCOMPARE(numbered.entries[0].title, std::string("2.3 A link has the powers of both beams on …"));
  QCOMPARE(numbered.entries[1].title, std::string("2.4 Short."));
  QCOMPARE(slugOf("A – b: C2!"), std::string("a-–-b-c2"));
}

void TestManual::searchFinds() {
  const std::vector<ManualHit> hits = searchManual(m_manual, "injection ratio");
  QVERIFY(!hits.empty());
  QCOMPARE(hits.front().anchor, std::string("value-vcsel_array.injection_ratio"));
  QCOMPARE(hits.front().page, std::string("VCSEL array"));
  QVERIFY(searchManual(m_manual, "heat.wander").front().anchor == "check-heat.wander");
  QVERIFY(searchManual(m_manual, "INJECTION Ratio").size() == hits.size());
  QVERIFY(searchManual(m_manual, "  ").empty());
  QVERIFY(searchManual(m_manual, "zweihundert").empty());
  QBENCHMARK {
    searchManual(m_manual, "a e");
  }
}

void TestManual::searchRanksAndEnds() {
  Manual manual;
  manual.pages.push_back({"p", "Page", 0, {}});
  std::string lengthy = "first";
  for (int i = 0; i < 60; ++i) lengthy += " some words";
  lengthy += " Äpfel ΑΣΩ here";
  for (int i = 0; i < 60; ++i) lengthy += " some wörds";
  manual.pages[0].text.entries = {
      {"in-text", "One", lengthy}, {"apfel-ÄPFEL", "Two", "nothing"}, {"t", "äpfel", "no"}};
  const std::vector<ManualHit> hits = searchManual(manual, "äpfel");
  QCOMPARE(hits.size(), std::size_t{3});
  QCOMPARE(hits[0].anchor, std::string("t"));
  QCOMPARE(hits[1].anchor, std::string("apfel-ÄPFEL"));
  QVERIFY(hits[2].context.find("Äpfel") != std::string::npos);
  QVERIFY(hits[2].context.find("first") == std::string::npos);
  QCOMPARE(searchManual(manual, "ασω").size(), std::size_t{1});
  QCOMPARE(searchManual(manual, "äpfel", 2).size(), std::size_t{2});
}

void TestManual::textsOfSources_data() {
  QTest::addColumn<QString>("source");
  QTest::addColumn<QStringList>("said");  // id, severity, texts
  QTest::newRow("a message") << "return Message{\"a.b-c\", LL_TEXT(\"x %1 \"\n \"y\"), {1}};"
                             << QStringList{"a.b-c", "", "x %1 y"};
  QTest::newRow("a check")
      << "out.push_back({Severity::Warning, id, {\"a.b\", LL_TEXT(\"x\")}, {\"a.b.fix\", LL_TEXT(\"y\")}});"
      << QStringList{"a.b", "warning", "x", "a.b.fix", "warning", "y"};
  QTest::newRow("a choice of ids") << "return {t ? \"a.b\" : \"a.c\", LL_TEXT(\"x\")};"
                                   << QStringList{"a.b", "", "x", "a.c", "", "x"};
  QTest::newRow("a choice of texts") << "return {\"a.b\", t ? LL_TEXT(\"x\") : LL_TEXT(\"y\")};"
                                     << QStringList{"a.b", "", "x", "y"};
  QTest::newRow("a constant") << "constexpr const char* kId = \"a.b\"; return {kId, LL_TEXT(\"x\")};"
                              << QStringList{"a.b", "", "x"};
  QTest::newRow("a table of texts")
      << "constexpr Phrase kTexts[] = {{LL_TEXT(\"x\")}, {LL_TEXT(\"y\")}}; return {\"a.b\", kTexts[1]};"
      << QStringList{"a.b", "", "x", "y"};
  QTest::newRow("neither comments nor settings nor files")
      << "#include \"a.h\"\n// {\"a.b\", LL_TEXT(\"x\")}\n/* \"a.c\" */ real(\"training.seed\"); "
         "open(\"b.loom\", LL_TEXT(\"t\")); '\"'; 1'000;"
      << QStringList();
  QTest::newRow("escapes") << "f(\"a.b\", LL_TEXT(\"a \\\"b\\\" \\\\ \\n\"));"
                           << QStringList{"a.b", "", "a \"b\" \\ \n"};
  QTest::newRow("another statement") << "f(\"a.b\"); g(LL_TEXT(\"x\"));" << QStringList();
  QTest::newRow("broken off") << "f(\"a.b\", LL_TEXT(\"x" << QStringList{"a.b", "", "x"};
  QTest::newRow("text that is none") << "f(\"a.b\", LL_TEXT(name)); /* " << QStringList();
}

void TestManual::textsOfSources() {
  QFETCH(QString, source);
  QFETCH(QStringList, said);
  QStringList found;
  for (const FoundMessage& message : messagesOf(source.toStdString())) {
    found << QString::fromStdString(message.id) << QString::fromStdString(message.severity);
    for (const std::string& text : message.texts) found << QString::fromStdString(text);
  }
  QCOMPARE(found, said);
}

void TestManual::messagesOfSeveralSourcesAreMerged() {
  const std::vector<FoundMessage> all = merged(
      {{"b.a", "info", {"x"}}, {"a.a", "", {"y"}}, {"b.a", "error", {"x", "z"}}, {"b.a", "warning", {}}});
  QCOMPARE(idsIn(all), (std::vector<std::string>{"a.a", "b.a"}));
  QCOMPARE(all[1].severity, std::string("error"));
  QCOMPARE(all[1].texts, (std::vector<std::string>{"x", "z"}));
  for (const char* id : {"a.b", "a-b.c2", "heat.wander.fix"}) QVERIFY2(isMessageId(id), id);
  for (const char* no : {"a", "a.", ".a", "A.b", "a..b", "a-.b", "a b.c", "2.a", "a.json"})
    QVERIFY2(!isMessageId(no), no);
}

QTEST_GUILESS_MAIN(TestManual)
#include "tst_manual.moc"
