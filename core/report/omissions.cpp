#include "report/omissions.h"

#include "base/message.h"

namespace lightloom::report {
namespace {

constexpr std::string_view kOmissions[] = {
    LL_TEXT("Timing jitter of the clocks."),
    LL_TEXT("Transverse modes and the second polarisation of the lasers."),
    LL_TEXT("The bandwidth of amplifiers."),
    LL_TEXT("Roll-over of the light–current curve."),
    LL_TEXT("Aberrations of lenses."),
    LL_TEXT("The mean of a product over a slot is taken for the product of the means."),
    LL_TEXT("The passes of one row are taken to have the same heat, and a calibrated offset takes nothing of "
            "it off."),
    LL_TEXT("Errors of the lasers of stray light."),
    LL_TEXT("Leader light is taken to reach lasers beside their modulators; the heat of pairs of lasers that "
            "write amplitudes, and the light of the leader for the second of them."),
    LL_TEXT("Intensity noise scales the fringe, too, on equal lines (at −150 dB/Hz 0.3 % of std(y))."),
    LL_TEXT("Large weights bend on their way from one to the next."),
};

}  // namespace

std::span<const std::string_view> omissions() {
  return kOmissions;
}

}  // namespace lightloom::report
