#pragma once

#include <QColor>
#include <QImage>
#include <cstddef>

namespace viewer {

/// The colour of a subject's line: six of Okabe and Ito, which eyes with any colour blindness tell apart.
/// @param on_dark  whether the ground is dark: the dark blue is then a light one
/// Source: Okabe and Ito 2008, Color Universal Design.
[[nodiscard]] QColor subject_colour(std::size_t subject, bool on_dark);

/// A filled shape: five of them, so that thirty subjects differ in colour or in shape.
/// @param size  pixels
[[nodiscard]] QImage subject_marker(std::size_t subject, const QColor& colour, double size);

}  // namespace viewer
