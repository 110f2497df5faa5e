#pragma once

#include <Eigen/Core>

/// The numbers that one instruction works on, in whichever instruction set a kernel library is built for.
namespace lightloom::kernel {

using Packet = Eigen::internal::packet_traits<float>::type;
using Eigen::internal::padd;
using Eigen::internal::pload;
using Eigen::internal::ploadu;
using Eigen::internal::pmadd;
using Eigen::internal::pmul;
using Eigen::internal::predux;
using Eigen::internal::pset1;
using Eigen::internal::pstore;
using Eigen::internal::pstoreu;

inline constexpr int kWidth = Eigen::internal::packet_traits<float>::size;  ///< numbers in a packet

}  // namespace lightloom::kernel
