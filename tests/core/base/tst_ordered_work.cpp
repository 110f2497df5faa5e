#include <QTest>
#include <atomic>
#include <chrono>
#include <new>
#include <thread>
#include <vector>

#include "all_rooms.h"
#include "base/ordered_work.h"

using namespace lightloom::tests;

class TestOrderedWork : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void resultsComeInOrder_data();
  void resultsComeInOrder();
  void stopsWhereNothingMoreIsTaken_data();
  void stopsWhereNothingMoreIsTaken();
  void aSlowOneHoldsTheOthersBack();
  void whatIsThrownComesOut_data();
  void whatIsThrownComesOut();
};

namespace {

void threadRows() {
  QTest::addColumn<int>("threads");
  for (const int threads : {1, 2, 3, 16}) QTest::newRow(qPrintable(QString::number(threads))) << threads;
}

}  // namespace

void TestOrderedWork::resultsComeInOrder_data() {
  threadRows();
}

void TestOrderedWork::resultsComeInOrder() {
  QFETCH(int, threads);
  for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{5}, std::size_t{300}}) {
    std::vector<std::size_t> taken;
    std::atomic<std::size_t> begun = 0;
    inOrder(
        count, threads,
        [&](std::size_t i) {
          ++begun;
          if (i % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
          return i * i;
        },
        [&](std::size_t i, std::size_t square) {
          if (square != i * i) qFatal("another one's result");
          taken.push_back(i);
          return true;
        });
    QCOMPARE(begun.load(), count);
    QCOMPARE(taken.size(), count);
    for (std::size_t i = 0; i < count; ++i) QCOMPARE(taken[i], i);
  }
}

void TestOrderedWork::stopsWhereNothingMoreIsTaken_data() {
  threadRows();
}

void TestOrderedWork::stopsWhereNothingMoreIsTaken() {
  QFETCH(int, threads);
  std::size_t taken = 0;
  std::atomic<int> begun = 0;
  inOrder(
      1000000, threads, [&](std::size_t i) { return ++begun, i; },
      [&](std::size_t, std::size_t) { return ++taken < 10; });
  QCOMPARE(taken, std::size_t{10});
  QVERIFY(begun <= 10 + 4 * threads);
}

// Results that wait for an earlier one are few, however long it takes.
void TestOrderedWork::aSlowOneHoldsTheOthersBack() {
  constexpr int kThreads = 4;
  std::atomic<int> begun = 0;
  int whenFirstCame = 0;
  inOrder(
      500, kThreads,
      [&](std::size_t i) {
        ++begun;
        if (i == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        return i;
      },
      [&](std::size_t i, std::size_t) {
        if (i == 0) whenFirstCame = begun;
        return true;
      });
  QVERIFY2(whenFirstCame <= 4 * kThreads + kThreads, qPrintable(QString::number(whenFirstCame)));
}

void TestOrderedWork::whatIsThrownComesOut_data() {
  threadRows();
}

// A thread that finds no memory ends the work as if the caller had found none.
void TestOrderedWork::whatIsThrownComesOut() {
  QFETCH(int, threads);
  std::size_t taken = 0;
  const auto all = [&] {
    inOrder(
        1000, threads,
        [](std::size_t i) {
          if (i == 50) throw std::bad_alloc();
          return i;
        },
        [&](std::size_t, std::size_t) { return ++taken, true; });
  };
  QVERIFY_THROWS_EXCEPTION(std::bad_alloc, all());
  QVERIFY(taken <= 50);
}

QTEST_APPLESS_MAIN(TestOrderedWork)
#include "tst_ordered_work.moc"
