/** Training: the loop, its checkpoints, and the choice of the best epoch. */
@NullMarked
package org.moreau.training;

import org.jspecify.annotations.NullMarked;
