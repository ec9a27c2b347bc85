/** Iterative solves of a whole batch at once, and how they ended. */
@NullMarked
package org.moreau.solver;

import org.jspecify.annotations.NullMarked;
