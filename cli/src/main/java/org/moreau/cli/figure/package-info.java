/** Draws the figures of a run as PNG files, without a display. */
@NullMarked
package org.moreau.cli.figure;

import org.jspecify.annotations.NullMarked;
