#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <memory>
#include <optional>

#include "panels/page.h"
#include "photons/light_loader.h"
#include "rooms.h"

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSlider;
class QStackedWidget;
class QToolBar;

namespace lightloom::ui {

class Comparison;
class NamedBars;
class Document;
class PhotonPlot;
class RunController;
class SamplePicture;

/// The page on photons: a slider for the light, a sample as the detectors see it and what the running network
/// still answers, and the study of test error against light. Hidden it computes nothing but a study under
/// way.
class PhotonPage : public Page {
  Q_OBJECT

 public:
  PhotonPage(Document& document, RunController& run, Comparison& comparison, QWidget* parent = nullptr);
  ~PhotonPage() override;

  /// Photo-electrons per multiplication that the slider asks for.
  double photonsPerMac() const;
  /// Why there is nothing to see; empty where there is.
  QString sentence() const;
  /// The sample that is shown at the moment; null before the first look.
  const std::optional<SampleInLight>& seen() const { return m_seen; }
  const std::optional<PhotonStudy>& study() const { return m_study; }
  PhotonPlot& plot() { return *m_plot; }

 Q_SIGNALS:
  void problem(const QString& message);

 protected:
  void refreshActive() override;
  void applyColours() override;

 private:
  QToolBar* makeToolBar();
  QWidget* makePictures();
  QWidget* makeStudy();
  void refreshWords();
  void refreshStudy();
  void askForRun();
  void takeRun(const std::shared_ptr<const RunSnapshot>& run);
  void chooseSample(int step);
  void takeBenchLight();
  void look();
  void poll();
  void pollStudy();
  void toggleStudy();
  void copyStudy() const;

  Document& m_document;
  RunController& m_run;
  Comparison& m_comparison;
  LightLoader m_loader;
  StudyWorker m_worker;
  QTimer m_poll;
  QElapsedTimer m_sinceLook, m_sinceRun;
  std::shared_ptr<const RunSnapshot> m_snapshot;
  std::shared_ptr<const Dataset> m_data;
  std::uint64_t m_snapshotSteps = 0, m_generation = 0, m_draw = 0;
  std::size_t m_sample = 0;
  int m_runNumber = 0;
  std::optional<SampleInLight> m_seen;
  std::optional<PhotonStudy> m_study;
  Design m_studied;  ///< what m_study is of
  QString m_trouble;
  bool m_studying = false, m_due = true;

  QSlider* m_slider;
  QLabel* m_value;
  QLabel* m_numbers;
  QStackedWidget* m_pages;
  QLabel* m_sentence;
  QLabel* m_sampleName;
  SamplePicture* m_drive;
  SamplePicture* m_picture;
  NamedBars* m_votes;
  PhotonPlot* m_plot;
  QLabel* m_note;
  QCheckBox* m_aware;
  QPushButton* m_start;
  QPushButton* m_copy;
  QProgressBar* m_progress;
};

}  // namespace lightloom::ui
