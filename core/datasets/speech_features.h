#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::datasets {

/// A recording of one channel, in full scales (−1 … 1).
struct Recording {
  std::vector<float> samples;
  double rateHz = 0;
};

constexpr int kSpeechBands = 16;     ///< mel bands
constexpr int kSpeechStretches = 8;  ///< of time
constexpr double kLongestSpeechS = 10;

/// Reads a WAV file: PCM of 8, 16, 24 or 32 bits or float of 32; several channels become their mean. What a
/// program wrote to a pipe may say that it is endless. Errors: "wav.not-wav", "wav.truncated" (also where it
/// has no sound), "wav.unsupported", "speech.too-long" (more than 10 s), "file.too-large".
Result<Recording> readWav(std::string_view bytes, const std::string& source, const LoadBudget& budget = {});

/// The inputs of `spoken_digits` for a recording of one word: 16 mel bands × 8 stretches of time, as whole
/// numbers of 0 … 255; the highest band comes first, so that they are a picture.
///
/// Windows of 25 ms (Hann) follow each other by 10 ms. Their power goes through 16 triangles over the mel
/// scale, 2595·lg(1 + f/700 Hz), from 100 Hz to 7.6 kHz (S. B. Davis, P. Mermelstein, IEEE Trans. ASSP 28
/// (1980) 357). Silence before and behind, windows 40 dB below the loudest one, is cut off. What is left is
/// divided into 8 stretches; each number is the mean power of a band in a stretch in dB of the largest of
/// them, where −60 dB is 0 and 0 dB is 255. So neither how loud nor how fast a word is said matters much.
/// Errors: "speech.slow-sampling" (fewer than 15200 samples a second), "speech.too-short" (one window),
/// "speech.silent".
Result<std::vector<std::uint8_t>> speechFeatures(const Recording& recording, const std::string& source);

/// A recording of a word with what was heard of it.
struct HeardWord {
  std::vector<std::uint8_t> features;  ///< see `speechFeatures`
  /// The windows that they are means of, before they are divided into stretches: a row for each band, the
  /// highest first, and a column for each window; 0 = −60 dB of the loudest of them all, 1 = 0 dB.
  std::vector<float> spectrogram;
  int windows = 0;
};

/// Errors: those of `speechFeatures`.
Result<HeardWord> hearWord(const Recording& recording, const std::string& source);

}  // namespace lightloom::datasets
