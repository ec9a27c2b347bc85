/**
 * Operators made of operators. Each has a proximal map as exact as those it is made of, and is
 * differentiable in its own parameters and in theirs.
 */
@NullMarked
package org.moreau.calculus;

import org.jspecify.annotations.NullMarked;
