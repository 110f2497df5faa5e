#include "base/memory.h"

#include <sys/resource.h>

#include <QDirIterator>
#include <QFile>
#include <QTest>
#include <new>

#include "all_rooms.h"
#include "sanitized.h"

using namespace lightloom::tests;

class TestMemory : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void bytesReadLikeBytes();
  void limitsOfTheProcessCount();
  void exhaustionIsAnError();
  void threadsCatchIt();
};

void TestMemory::bytesReadLikeBytes() {
  QCOMPARE(shownBytes(999), std::string("999 B"));
  QCOMPARE(shownBytes(1500), std::string("1.5 kB"));
  QCOMPARE(shownBytes(361.4e9), std::string("361 GB"));
  QCOMPARE(shownBytes(999.7e6), std::string("1.0 GB"));
  QCOMPARE(shownBytes(5e30), std::string("5000000000000 EB"));
}

void TestMemory::limitsOfTheProcessCount() {
#if LIGHTLOOM_SANITIZED
  // Sanitizers reserve terabytes of addresses.
  QVERIFY(availableMemory() > 0);
#else
  const double before = availableMemory();
  QVERIFY(before > 1e6);
  rlimit limit{};
  QCOMPARE(getrlimit(RLIMIT_AS, &limit), 0);
  rlimit tight = limit;
  constexpr double kRoom = 4e9;
  tight.rlim_cur = static_cast<rlim_t>(kRoom);
  QCOMPARE(setrlimit(RLIMIT_AS, &tight), 0);
  const double left = availableMemory();
  QCOMPARE(setrlimit(RLIMIT_AS, &limit), 0);
  QVERIFY2(left < kRoom, qPrintable(QString::number(left)));
#endif
}

void TestMemory::exhaustionIsAnError() {
  // Thrown here, since a sanitizer ends the program where an allocation is refused.
  const Result<int> none = withinMemory([]() -> Result<int> { throw std::bad_alloc(); });
  QVERIFY(!none);
  QCOMPARE(none.error().id, std::string("memory.exhausted"));
  QCOMPARE(withinMemory([]() -> Result<int> { return 3; }).value(), 3);
}

// What a thread throws nobody else catches: every file that starts one turns exhausted memory into a message.
void TestMemory::threadsCatchIt() {
  int threads = 0;
  for (const char* room : {"core", "ui"}) {
    QDirIterator files(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/") + room, {"*.cpp", "*.h"}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
      QFile file(files.next());
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QByteArray text = file.readAll();
      const qsizetype started = text.count("std::jthread([") + text.count("m_thread([") +
                                text.count("std::thread(") + text.count("std::async(");
      threads += static_cast<int>(started);
      QVERIFY2(text.count("withinMemory(") + text.count("catch (const std::bad_alloc&)") >= started,
               qPrintable(file.fileName()));
    }
  }
  QVERIFY(threads >= 5);
}

QTEST_APPLESS_MAIN(TestMemory)
#include "tst_memory.moc"
