package org.moreau.proxprop;

import org.jspecify.annotations.Nullable;

/**
 * What the last implicit step of a layer took.
 *
 * @param form what it worked on, chosen by the number of multiplications
 * @param operations multiplications besides those of the plain gradient, as the choice of the form
 *     counts them: eigenvectors, where they are cheaper, and float64 are not in it
 * @param rows examples, or examples and positions; 0 where the map does not tell
 * @param columns weights of an output, with its bias; of all outputs where the map does not tell
 * @param cosine of the angle between the direction and the gradient: positive for a direction of
 *     descent; null where it was not asked for, NaN where one of them is 0
 */
public record StepReport(
    Form form, double operations, long rows, long columns, @Nullable Double cosine) {}
