#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QTemporaryDir>
#include <numeric>
#include <random>

#include "all_rooms.h"
#include "answers/answers_page.h"
#include "answers/board_view.h"
#include "answers/game_view.h"
#include "answers/residual_plot.h"
#include "answers/spectrum_plot.h"
#include "answers/word_view.h"
#include "document/translate.h"
#include "main_window.h"
#include "panels/named_bars.h"
#include "photons/sample_picture.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// The page of answers, in the window.
class TestAnswersPage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void confusionSumsToTheTestSet();
  void goesToWrongOnes();
  void followsTheTraining();
  void aPatientHasNamedValues();
  void aSpectrumIsAnsweredInItsUnit();
  void neverMovesIllegally();
  void aTakenFirstChoiceIsSaid();
  void aRecordingCanBeAsked();
  void endsOfGamesAreBoards();
  void saysWhyThereIsNothing();

 private:
  static constexpr int kPatienceMs = 60000;
  AnswersPage& page() { return m_window->answers(); }
  template <typename Widget>
  Widget* find(const char* name) {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  void open(const char* example);
  void set(const char* assignment) {
    const Design& now = m_window->document().design();
    m_window->document().push(difference(now, test::with(now, assignment)));
  }
  void train(const char* epochs);
  void playGame(bool personBegins, std::mt19937& random);
  QString words() { return find<QLabel>("answerWords")->text(); }

  std::unique_ptr<MainWindow> m_window;
};

void TestAnswersPage::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
}

void TestAnswersPage::cleanup() {
  m_window->document().undoStack().setClean();
  m_window.reset();
}

void TestAnswersPage::open(const char* example) {
  QVERIFY(m_window->openPath(examplePath(example)));
  find<QAction>("showAnswers")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().answers().has_value(), kPatienceMs);
}

void TestAnswersPage::train(const char* epochs) {
  set((std::string("training.epochs=") + epochs).c_str());
  m_window->run().play();
  QTRY_COMPARE_WITH_TIMEOUT(m_window->run().state(), RunState::Finished, kPatienceMs);
  const double reached = m_window->run().view().curves.points.back().testAccuracy;
  QTRY_VERIFY_WITH_TIMEOUT(std::fabs(page().answers()->accuracy - reached) < 1e-5, kPatienceMs);
}

void TestAnswersPage::confusionSumsToTheTestSet() {
  open("first-light.loom");
  train("2");
  const TestTerms& terms = page().confusion().terms();
  QCOMPARE(terms.classes, 10);
  QCOMPARE(std::accumulate(terms.confusion.begin(), terms.confusion.end(), std::size_t{0}),
           m_window->run().data()->test.size());
  int right = 0;
  for (int i = 0; i < 10; ++i) right += terms.answered(i, i);
  QVERIFY(std::fabs(right / static_cast<double>(m_window->run().data()->test.size()) -
                    page().answers()->accuracy) < 1e-9);
  QVERIFY(right > 0);
  QCOMPARE(find<SamplePicture>("answerPicture")->image().size(), QSize(8, 8));
  QVERIFY(find<NamedBars>("answerBars")->isVisible());
  // A field of the matrix goes to a sample of it, by the mouse and by the keyboard.
  const Dataset& data = *m_window->run().data();
  QTest::mouseClick(&page().confusion(), Qt::LeftButton, {}, page().confusion().fieldRect({4, 4}).center());
  QCOMPARE(int(data.labels[data.test[page().sample()]]), 4);
  QVERIFY(words().contains(QStringLiteral("<b>4</b>")));
  page().confusion().setFocus();
  for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Right, Qt::Key_Return})
    QTest::keyClick(&page().confusion(), key);
  QCOMPARE(int(data.labels[data.test[page().sample()]]), 5);
}

void TestAnswersPage::goesToWrongOnes() {
  open("first-light.loom");
  train("1");
  auto* next = find<QPushButton>("answerNextWrong");
  const Dataset& data = *m_window->run().data();
  std::size_t wrong = 0, last = data.test.size();
  const std::size_t most = data.test.size();
  for (std::size_t i = 0; i < most; ++i) {
    QVERIFY(next->isEnabled());
    next->click();
    const std::size_t sample = page().sample();
    if (last < most && sample <= last) break;
    const float* outputs = page().answers()->outputs.data() + 10 * sample;
    QVERIFY(answerOf(outputs, 10) != int(data.labels[data.test[sample]]));
    QVERIFY(words().contains(QStringLiteral("wrong")));
    QCOMPARE(find<QSpinBox>("answerSample")->value(), static_cast<int>(sample) + 1);
    last = sample;
    ++wrong;
  }
  QCOMPARE(wrong, static_cast<std::size_t>(
                      std::lround((1 - page().answers()->accuracy) * static_cast<double>(data.test.size()))));
}

void TestAnswersPage::followsTheTraining() {
  open("first-light.loom");
  const double before = page().answers()->accuracy;
  m_window->run().play();
  QTRY_VERIFY_WITH_TIMEOUT(page().answers()->accuracy > before + 0.3, kPatienceMs);
  m_window->run().pause();
  // Behind another page it rests.
  find<QAction>("showNoise")->trigger();
  QTRY_VERIFY(!page().isActive());
  QTest::qWait(200);
  const std::vector<float> outputs = page().answers()->outputs;
  m_window->run().step();
  QTest::qWait(1200);
  QCOMPARE(page().answers()->outputs, outputs);
}

void TestAnswersPage::aPatientHasNamedValues() {
  open("breast-cancer.loom");
  train("3");
  auto* values = find<QTableWidget>("answerValues");
  QCOMPARE(values->rowCount(), 30);
  QCOMPARE(values->item(0, 0)->text(), QStringLiteral("mean radius"));
  // In its own unit: radii of cells are some 6 to 29.
  find<QSpinBox>("answerSample")->setValue(2);
  QString radius = values->item(0, 1)->text();
  radius.remove(QLatin1String("≤ ")).remove(QLatin1String("≥ "));
  const double shown = QLocale().toDouble(radius);
  QVERIFY2(shown > 5 && shown < 30, qPrintable(radius));
  const QString figures = find<QLabel>("answerFigures")->text();
  const Detection detection = detectionOf(page().answers()->terms, 0);
  QVERIFY2(figures.contains(QStringLiteral("sensitivity ") +
                            shownNumber(100 * detection.sensitivity, Unit::None, 3)),
           qPrintable(figures));
  QVERIFY(figures.contains(QStringLiteral("specificity ") +
                           shownNumber(100 * detection.specificity, Unit::None, 3)));
}

void TestAnswersPage::aSpectrumIsAnsweredInItsUnit() {
  open("meat-fat.loom");
  train("4");
  QCOMPARE(find<SpectrumPlot>("answerSpectrum")->points(), 100);
  QCOMPARE(page().residuals().points(), static_cast<int>(m_window->run().data()->test.size()));
  QVERIFY(!find<NamedBars>("answerBars")->isVisible());
  QVERIFY(find<QLabel>("answerFigures")->text().contains(QStringLiteral("R² ")));
  QVERIFY2(words().contains(QStringLiteral("fat (%)")), qPrintable(words()));
  // The truth in sight is that of the file, 0 … 60 %.
  const Dataset& data = *m_window->run().data();
  const double truth =
      data.targetOffset[0] + data.targetScale[0] * static_cast<double>(data.targets[data.test[0]]);
  QVERIFY2(words().contains(QStringLiteral("true <b>") + shownNumber(truth, Unit::None, 3)),
           qPrintable(words()));
  Q_EMIT page().residuals().sampleClicked(7);
  QCOMPARE(page().sample(), std::size_t{7});
  QCOMPARE(find<QSpinBox>("answerSample")->value(), 8);
}

void TestAnswersPage::playGame(bool personBegins, std::mt19937& random) {
  auto& game = *qobject_cast<GameView*>(page().view());
  find<QPushButton>(personBegins ? "answerYouBegin" : "answerItBegins")->click();
  GameBoard before{};
  while (true) {
    QTRY_VERIFY_WITH_TIMEOUT(!game.isNetworksTurn(), kPatienceMs);
    // No sign has gone or changed, and at most one has come since.
    int added = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      QVERIFY(before[i] == Square::Empty || before[i] == game.board()[i]);
      added += before[i] != game.board()[i];
    }
    QVERIFY(added <= 1);
    const auto count = [&](Square sign) {
      return std::count(game.board().begin(), game.board().end(), sign);
    };
    QVERIFY(count(Square::X) == count(Square::O) || count(Square::X) == count(Square::O) + 1);
    if (isDecided(game.board())) break;
    std::vector<int> free;
    for (int i = 0; i < kBoardSquares; ++i) {
      auto* square = find<QPushButton>(qPrintable(QStringLiteral("answerSquare%1").arg(i)));
      const bool isFree = game.board()[static_cast<std::size_t>(i)] == Square::Empty;
      QCOMPARE(square->isEnabled(), isFree);
      if (isFree) free.push_back(i);
    }
    const int mine = free[random() % free.size()];
    before = game.board();
    QTest::mouseClick(find<QPushButton>(qPrintable(QStringLiteral("answerSquare%1").arg(mine))),
                      Qt::LeftButton);
    before[static_cast<std::size_t>(mine)] = personBegins ? Square::X : Square::O;
    if (isDecided(before)) break;
  }
  QVERIFY(isDecided(game.board()));
  QVERIFY2(words().contains(QStringLiteral("won")) || words().contains(QStringLiteral("draw")),
           qPrintable(words()));
}

// Whole games against a network that has learned nothing: it would often like a taken square.
void TestAnswersPage::neverMovesIllegally() {
  open("tic-tac-toe.loom");
  QVERIFY(qobject_cast<GameView*>(page().view()));
  std::mt19937 random(3);
  for (int i = 0; i < 6; ++i) playGame(i % 2 == 0, random);
  // Back to the test set.
  find<QSpinBox>("answerSample")->setValue(5);
  QVERIFY(!page().view()->isOwn());
  QVERIFY(words().contains(QStringLiteral("True")));
}

void TestAnswersPage::aTakenFirstChoiceIsSaid() {
  open("tic-tac-toe.loom");
  auto& game = *qobject_cast<GameView*>(page().view());
  game.begin(true);
  game.move(4);
  QVERIFY(game.isNetworksTurn());
  const std::array<float, 18> inputs = boardInputs(game.board());
  OwnAnswer answer{{inputs.begin(), inputs.end()}, {0, 1, 0, 2, 9, 0, 0, 0, 0}, {}};
  game.takeAnswer(answer);
  QCOMPARE(game.board()[3], Square::O);
  QVERIFY2(game.ownWords().contains(QStringLiteral("Its first choice, centre, is taken")),
           qPrintable(game.ownWords()));
  // What comes for a position that is no more changes nothing.
  const GameBoard now = game.board();
  game.takeAnswer(answer);
  QCOMPARE(game.board(), now);
  game.move(4);
  QCOMPARE(game.board(), now);
  game.takeProblem(QStringLiteral("It diverged."));
  QVERIFY(game.ownWords().contains(QStringLiteral("It diverged.")));
}

void TestAnswersPage::aRecordingCanBeAsked() {
  open("spoken-digits.loom");
  train("12");
  auto* word = qobject_cast<WordView*>(page().view());
  QVERIFY(word);
  QVERIFY(!find<QWidget>("answerWaveform")->isVisible());
  word->openWav(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/tests/core/datasets/seven.wav"));
  QTRY_VERIFY_WITH_TIMEOUT(page().own().has_value(), kPatienceMs);
  const Dataset& data = *m_window->run().data();
  QCOMPARE(data.classNames[static_cast<std::size_t>(answerOf(page().own()->outputs.data(), 10))],
           std::string("seven"));
  QVERIFY2(words().contains(QStringLiteral("seven.wav")) && words().contains(QStringLiteral("<b>seven</b>")),
           qPrintable(words()));
  QVERIFY(find<QWidget>("answerWaveform")->isVisible());
  QCOMPARE(find<SamplePicture>("answerSpectrogram")->image().height(), kSpeechBands);
  QCOMPARE(find<SamplePicture>("answerHeard")->image().size(), QSize(kSpeechStretches, kSpeechBands));
  // What is no recording is said, and the next sample takes its place.
  word->openWav(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/README.md"));
  QTRY_VERIFY_WITH_TIMEOUT(
      words().contains(QStringLiteral("README.md")) && !words().contains(QStringLiteral("asked")),
      kPatienceMs);
  QVERIFY(!page().own().has_value());
  find<QSpinBox>("answerSample")->stepUp();
  QVERIFY(words().contains(QStringLiteral("True")));
  QVERIFY(!find<QWidget>("answerWaveform")->isVisible());
}

void TestAnswersPage::endsOfGamesAreBoards() {
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  set("training.dataset=tic_tac_toe");
  find<QAction>("showAnswers")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().answers().has_value() && find<BoardView>("answerBoard"), kPatienceMs);
  const Dataset& data = *m_window->run().data();
  int crosses = 0;
  for (int i = 0; i < kBoardSquares; ++i) {
    auto* square = find<QPushButton>(qPrintable(QStringLiteral("answerSquare%1").arg(i)));
    QVERIFY(!square->isEnabled());
    crosses += square->text() == QStringLiteral("×");
  }
  std::vector<float> inputs(9);
  gatherInputs(data, data.test.data(), 1, inputs.data(), 9);
  QCOMPARE(crosses, static_cast<int>(std::count(inputs.begin(), inputs.end(), 1.0f)));
}

void TestAnswersPage::saysWhyThereIsNothing() {
  m_window->document().startNew();
  find<QAction>("showAnswers")->trigger();
  QTRY_VERIFY(find<QLabel>("answerSentence")->isVisible());
  QTRY_VERIFY(!find<QLabel>("answerSentence")->text().isEmpty());
  QVERIFY(!find<QPushButton>("answerNextWrong")->isEnabled());
}

QTEST_MAIN(TestAnswersPage)
#include "tst_answers.moc"
