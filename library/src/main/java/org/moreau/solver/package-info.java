/** What iterative solves have in common: how they ended. */
@NullMarked
package org.moreau.solver;

import org.jspecify.annotations.NullMarked;
