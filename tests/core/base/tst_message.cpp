#include "base/message.h"

#include <QTest>

#include "all_rooms.h"

using namespace lightloom::tests;

class TestMessage : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void fillsArguments();
  void leavesUnknownMarkers();
  void resultCarriesValueOrError();
};

void TestMessage::fillsArguments() {
  const Message message{
      "a.b", "%2 of %1 at %3", {std::string("ten"), std::int64_t{3}, Quantity{29e-6, Unit::Microradian}}};
  QCOMPARE(english(message), std::string("3 of ten at 29 µrad"));
}

void TestMessage::leavesUnknownMarkers() {
  QCOMPARE(english(Message{"a", "100 % of %1 and %9", {std::string("%1")}}),
           std::string("100 % of %1 and %9"));
}

void TestMessage::resultCarriesValueOrError() {
  const Result<int> good(3);
  const Result<int> bad(Message{"x", "y", {}});
  QVERIFY(good.ok() && good.value() == 3);
  QVERIFY(!bad.ok());
  QCOMPARE(bad.error().id, std::string("x"));
}

QTEST_APPLESS_MAIN(TestMessage)
#include "tst_message.moc"
