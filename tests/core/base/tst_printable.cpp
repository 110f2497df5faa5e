#include "base/printable.h"

#include <QTest>

#include "all_rooms.h"
#include "base/message.h"

using namespace lightloom::tests;

class TestPrintable : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void showsWhatATerminalWouldObey_data();
  void showsWhatATerminalWouldObey();
  void longTextIsQuotedByItsBeginning();
};

void TestPrintable::showsWhatATerminalWouldObey_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QByteArray>("shown");
  const auto row = [](const char* name, const QByteArray& text, const QByteArray& shown) {
    QTest::newRow(name) << text << shown;
  };
  row("words", "Lens, 5 × 5 µm, 日本語 😀\n\tnext", "Lens, 5 × 5 µm, 日本語 😀\n\tnext");
  row("escape", "\x1b[31mred\x07\r", "\\x1b[31mred\\x07\\x0d");
  row("nul and delete", QByteArray("a\0b\x7f", 4), "a\\x00b\\x7f");
  row("C1",
      "\xC2\x9B"
      "31m\xC2\x80\xC2\xA0",
      "\\x9b31m\\x80\xC2\xA0");
  row("C1 as a byte",
      "\x9B"
      "31m",
      "\\x9b31m");
  row("direction",
      "\xE2\x80\xAE"
      "mool.exe\xE2\x81\xA6",
      "\\u202emool.exe\\u2066");
  row("cut short", "a\xE2\x80", "a\\xe2\\x80");
  row("overlong and surrogate", "\xC0\x9B\xED\xA0\x80", "\\xc0\\x9b\\xed\\xa0\\x80");
}

void TestPrintable::showsWhatATerminalWouldObey() {
  QFETCH(QByteArray, text);
  QFETCH(QByteArray, shown);
  QCOMPARE(QByteArray::fromStdString(printable(text.toStdString())), shown);
}

void TestPrintable::longTextIsQuotedByItsBeginning() {
  const std::string fits(kLongestQuote, 'a');
  QCOMPARE(quotable(fits), fits);
  QCOMPARE(quotable(fits + 'a'), std::string(400, 'a') + "…");
  std::string marks = "a";
  while (marks.size() <= kLongestQuote) marks += "µ";
  const std::string cut = quotable(marks);
  QCOMPARE(printable(cut), cut);
  QCOMPARE(cut.size(), std::size_t{399} + std::string("…").size());
  const Message message{"", "%1 is no name.", {std::string(1 << 20, 'x')}};
  QVERIFY(english(message).size() < 500);
}

QTEST_APPLESS_MAIN(TestPrintable)
#include "tst_printable.moc"
