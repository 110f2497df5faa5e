#include "answers/word_view.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLocale>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "panels/plain_button.h"
#include "photons/sample_picture.h"
#include "theme/theme.h"

namespace lightloom::ui {

Waveform::Waveform(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("answerWaveform"));
  setAccessibleName(tr("Waveform of the recording"));
  setToolTip(tr("Sound pressure over time, as recorded"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Waveform::setRecording(const Recording& recording) {
  m_recording = recording;
  update();
}

// Each column of pixels spans from the lowest to the highest sample that falls into it.
void Waveform::paintEvent(QPaintEvent*) {
  const std::vector<float>& samples = m_recording.samples;
  if (samples.empty()) return;
  QPainter painter(this);
  painter.fillRect(rect(), palette().color(QPalette::Base));
  painter.setPen(meaningColours(isDark(palette())).axon);
  const float loudest = std::max(1e-6f, std::max(*std::max_element(samples.begin(), samples.end()),
                                                 -*std::min_element(samples.begin(), samples.end())));
  const auto yOf = [&](float value) { return 0.5f * static_cast<float>(height()) * (1 - value / loudest); };
  const std::size_t columns = static_cast<std::size_t>(std::max(1, width()));
  for (std::size_t x = 0; x < columns; ++x) {
    const std::size_t from = samples.size() * x / columns;
    const std::size_t to = std::max(from + 1, samples.size() * (x + 1) / columns);
    const auto [low, high] =
        std::minmax_element(samples.begin() + static_cast<std::ptrdiff_t>(from),
                            samples.begin() + static_cast<std::ptrdiff_t>(std::min(to, samples.size())));
    painter.drawLine(QPointF(static_cast<double>(x), static_cast<double>(yOf(*high))),
                     QPointF(static_cast<double>(x), static_cast<double>(yOf(*low)) + 1));
  }
}

WordView::WordView(const Dataset& data, QWidget* parent)
    : SampleView(parent),
      m_width(data.imageWidth > 0 ? data.imageWidth : kSpeechStretches),
      m_picture(new SamplePicture(tr("What it hears: 16 bands × 8 stretches"), this)),
      m_spectrogram(new SamplePicture(tr("Spectrogram, −60 … 0 dB"), this)),
      m_waveform(new Waveform(this)) {
  setAcceptDrops(true);
  m_picture->setObjectName(QStringLiteral("answerHeard"));
  m_picture->setToolTip(
      tr("Mean power of 16 bands from 100 Hz (bottom) to 7.6 kHz in 8 stretches of the word, 60 dB from "
         "black to white"));
  m_spectrogram->setObjectName(QStringLiteral("answerSpectrogram"));
  m_spectrogram->setToolTip(tr("The recording in windows of 25 ms, every 10 ms, before it is divided"));
  m_spectrogram->hide();
  m_waveform->hide();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_waveform);
  auto* pictures = new QHBoxLayout;
  pictures->addWidget(m_spectrogram);
  pictures->addWidget(m_picture);
  layout->addLayout(pictures, 1);
  QPushButton* open = plainButton(
      "answerOpenWav", tr("Ask about a recording…"),
      tr("Opens a WAV file of one spoken word, makes the same 128 numbers of it as of the data set, and asks "
         "the network. A file can be dropped here, too."));
  connect(open, &QPushButton::clicked, this, &WordView::choose);
  layout->addWidget(open);
}

void WordView::showSample(const std::vector<float>& inputs) {
  m_file.clear();
  m_inputs.clear();
  m_spectrogram->hide();
  m_waveform->hide();
  m_picture->setValues(inputs, m_width);
}

// While the dialog is open other data may come, and another view with them.
void WordView::choose() {
  const QPointer<WordView> self(this);
  const QString path = QFileDialog::getOpenFileName(window(), tr("Ask about a recording"), QString(),
                                                    tr("Recordings (*.wav);;All files (*)"));
  if (self && !path.isEmpty()) openWav(path);
}

void WordView::openWav(const QString& path) {
  m_file = QFileInfo(path).fileName();
  m_inputs.clear();
  m_words = tr("The network is asked about %1.").arg(m_file);
  Q_EMIT wavAsked(path);
  Q_EMIT changed();
}

void WordView::takeAnswer(const OwnAnswer& answer) {
  if (!isOwn()) return;
  m_inputs = answer.inputs;
  m_picture->setValues(m_inputs, m_width);
  if (answer.word) {
    m_waveform->setRecording(answer.word->recording);
    m_spectrogram->setValues(answer.word->heard.spectrogram, answer.word->heard.windows);
    const Recording& recording = answer.word->recording;
    const double seconds =
        recording.rateHz > 0 ? static_cast<double>(recording.samples.size()) / recording.rateHz : 0;
    m_words = tr("%1, %2 s").arg(m_file, QLocale().toString(seconds, 'f', 2));
  }
  m_waveform->show();
  m_spectrogram->show();
  Q_EMIT changed();
}

void WordView::takeProblem(const QString& problem) {
  if (!isOwn()) return;
  m_words = problem;
  Q_EMIT changed();
}

void WordView::dragEnterEvent(QDragEnterEvent* event) {
  const QList<QUrl> urls = event->mimeData()->urls();
  if (urls.size() == 1 && urls.front().toLocalFile().endsWith(QLatin1String(".wav"), Qt::CaseInsensitive))
    event->acceptProposedAction();
}

void WordView::dropEvent(QDropEvent* event) {
  openWav(event->mimeData()->urls().front().toLocalFile());
  event->acceptProposedAction();
}

}  // namespace lightloom::ui
