/**
 * Operators made of operators. Each is differentiable in its own parameters and in theirs, and has
 * a proximal map as exact as those it is made of; a {@link org.moreau.calculus.Sum}'s is iterative
 * and says how exact it is.
 */
@NullMarked
package org.moreau.calculus;

import org.jspecify.annotations.NullMarked;
