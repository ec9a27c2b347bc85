/** Corruptions of digits, generated after the fifteen of MNIST-C. */
@NullMarked
package org.moreau.corruption;

import org.jspecify.annotations.NullMarked;
