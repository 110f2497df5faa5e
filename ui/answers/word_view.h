#pragma once

#include "answers/sample_view.h"
#include "rooms.h"

namespace lightloom::ui {

class SamplePicture;

/// The sound of a recording over time, −1 … 1.
class Waveform : public QWidget {
  Q_OBJECT

 public:
  explicit Waveform(QWidget* parent = nullptr);

  void setRecording(const Recording& recording);
  QSize sizeHint() const override { return {180, 34}; }
  QSize minimumSizeHint() const override { return {96, 30}; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Recording m_recording;
};

/// A spoken word: the spectrogram that the network gets, and a recording of one's own (WAV) with its waveform
/// and the spectrogram that it was made from.
class WordView : public SampleView {
  Q_OBJECT

 public:
  explicit WordView(const Dataset& data, QWidget* parent = nullptr);

  void showSample(const std::vector<float>& inputs) override;
  bool isOwn() const override { return !m_file.isEmpty(); }
  bool asksAgain() const override { return isOwn() && !m_inputs.empty(); }
  void takeAnswer(const OwnAnswer& answer) override;
  void takeProblem(const QString& problem) override;
  QString ownWords() const override { return m_words; }

  /// Asks the network about a recording.
  void openWav(const QString& path);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void choose();

  int m_width;
  SamplePicture* m_picture;
  SamplePicture* m_spectrogram;
  Waveform* m_waveform;
  QString m_file, m_words;
  std::vector<float> m_inputs;  ///< of the recording
};

}  // namespace lightloom::ui
