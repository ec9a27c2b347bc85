/** Optimisers: they turn gradients into parameter steps, in place. */
@NullMarked
package org.moreau.optim;

import org.jspecify.annotations.NullMarked;
