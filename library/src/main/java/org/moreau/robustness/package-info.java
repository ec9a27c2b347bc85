/** What models still know when their input is perturbed within a budget: attacks and curves. */
@NullMarked
package org.moreau.robustness;

import org.jspecify.annotations.NullMarked;
