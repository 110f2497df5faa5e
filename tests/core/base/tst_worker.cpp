#include "base/worker.h"

#include <QTest>
#include <algorithm>
#include <atomic>
#include <memory>
#include <new>
#include <semaphore>

#include "all_rooms.h"

using namespace lightloom::tests;

namespace {

// Long enough for any machine; nothing waits so long where all is well.
constexpr int kPatienceMs = 20000;

using Doubler = Worker<int, int, int>;

template <typename W>
std::optional<typename W::News> answerOf(W& worker) {
  std::optional<typename W::News> out;
  const auto polled = [&] {
    typename W::News news = worker.poll();
    if (!news.answer) return false;
    out = std::move(news);
    return true;
  };
  return QTest::qWaitFor(polled, kPatienceMs) ? std::move(out) : std::nullopt;
}

}  // namespace

class TestWorker : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void answersOnce();
  void tellsInOrder();
  void newestWins();
  void stoppedWorkStillAnswers();
  void stoppedBeforeItBegan();
  void droppedWorkSaysNothing();
  void ownerNeverWaits();
  void keepsWhatItKnows();
  void exhaustedMemoryIsAnError();
  void endsWithItsOwner();
};

void TestWorker::answersOnce() {
  Doubler worker([](const int& n, const std::stop_token&, const Doubler::Tell&) { return 2 * n; });
  QVERIFY(!worker.busy());
  worker.start(21);
  QVERIFY(worker.busy());
  const auto news = answerOf(worker);
  QVERIFY(news);
  QCOMPARE(news->answer->value(), 42);
  QVERIFY(!worker.busy());
  QVERIFY(!worker.poll().answer);
}

void TestWorker::tellsInOrder() {
  Doubler worker([](const int& n, const std::stop_token&, const Doubler::Tell& tell) {
    for (int i = 0; i < n; ++i) tell(i);
    return n;
  });
  worker.start(100);
  std::vector<int> told;
  const auto done = [&] {
    const Doubler::News news = worker.poll();
    told.insert(told.end(), news.progress.begin(), news.progress.end());
    return news.answer.has_value();
  };
  QVERIFY(QTest::qWaitFor(done, kPatienceMs));
  QCOMPARE(told.size(), std::size_t{100});
  QVERIFY(std::is_sorted(told.begin(), told.end()));
}

// The first request ends because a newer one came; of it nothing is heard, however much it still has to say.
void TestWorker::newestWins() {
  std::binary_semaphore begun{0};
  Doubler worker([&](const int& n, const std::stop_token& stop, const Doubler::Tell& tell) {
    if (n == 1) {
      begun.release();
      while (!stop.stop_requested()) std::this_thread::yield();
    }
    tell(n);
    return n;
  });
  worker.start(1);
  begun.acquire();
  worker.start(2);
  worker.start(3);
  const auto news = answerOf(worker);
  QVERIFY(news);
  QCOMPARE(news->answer->value(), 3);
  QCOMPARE(news->progress, std::vector<int>{3});
}

void TestWorker::stoppedWorkStillAnswers() {
  std::binary_semaphore begun{0};
  Doubler worker([&](const int&, const std::stop_token& stop, const Doubler::Tell&) {
    begun.release();
    while (!stop.stop_requested()) std::this_thread::yield();
    return -1;
  });
  worker.start(1);
  begun.acquire();
  worker.stop();
  const auto news = answerOf(worker);
  QVERIFY(news);
  QCOMPARE(news->answer->value(), -1);
}

void TestWorker::stoppedBeforeItBegan() {
  Doubler worker([&](const int&, const std::stop_token& stop, const Doubler::Tell&) {
    while (!stop.stop_requested()) std::this_thread::yield();
    return -1;
  });
  worker.start(1);
  worker.stop();
  QVERIFY(answerOf(worker));
}

void TestWorker::droppedWorkSaysNothing() {
  std::binary_semaphore begun{0}, ended{0};
  Doubler worker([&](const int& n, const std::stop_token& stop, const Doubler::Tell& tell) {
    if (n != 1) return n;
    begun.release();
    while (!stop.stop_requested()) std::this_thread::yield();
    tell(n);
    ended.release();
    return n;
  });
  worker.start(1);
  begun.acquire();
  worker.drop();
  QVERIFY(!worker.busy());
  ended.acquire();
  QVERIFY(!worker.poll().answer);
  worker.start(2);
  const auto news = answerOf(worker);
  QVERIFY(news);
  QCOMPARE(news->answer->value(), 2);
  QVERIFY(news->progress.empty());
}

// Work that pays no heed to anything holds up nobody: all of this happens before it goes on.
void TestWorker::ownerNeverWaits() {
  std::binary_semaphore begun{0}, mayEnd{0};
  std::atomic<bool> ended = false;
  Doubler worker([&](const int& n, const std::stop_token&, const Doubler::Tell&) {
    if (n != 1) return n;
    begun.release();
    mayEnd.acquire();
    ended = true;
    return n;
  });
  worker.start(1);
  begun.acquire();
  worker.stop();
  worker.poll();
  worker.drop();
  worker.start(2);
  QVERIFY(worker.busy());
  QVERIFY(!ended);
  mayEnd.release();
  const auto news = answerOf(worker);
  QVERIFY(news);
  QCOMPARE(news->answer->value(), 2);
}

void TestWorker::keepsWhatItKnows() {
  Doubler worker(
      [sum = 0](const int& n, const std::stop_token&, const Doubler::Tell&) mutable { return sum += n; });
  for (const int expected : {5, 10, 15}) {
    worker.start(5);
    const auto news = answerOf(worker);
    QVERIFY(news);
    QCOMPARE(news->answer->value(), expected);
  }
}

void TestWorker::exhaustedMemoryIsAnError() {
  Doubler worker([](const int&, const std::stop_token&, const Doubler::Tell&) -> Result<int> {
    throw std::bad_alloc();
  });
  worker.start(1);
  const auto news = answerOf(worker);
  QVERIFY(news);
  QVERIFY(!*news->answer);
  QCOMPARE(news->answer->error().id, std::string("memory.exhausted"));
}

void TestWorker::endsWithItsOwner() {
  std::binary_semaphore begun{0};
  std::atomic<bool> ended = false;
  {
    Doubler worker([&](const int&, const std::stop_token& stop, const Doubler::Tell&) {
      begun.release();
      while (!stop.stop_requested()) std::this_thread::yield();
      ended = true;
      return 0;
    });
    worker.start(1);
    begun.acquire();
  }
  QVERIFY(ended);
}

QTEST_GUILESS_MAIN(TestWorker)
#include "tst_worker.moc"
