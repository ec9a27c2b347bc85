/** The methods written the plain way, and the timings of ours against them. */
@NullMarked
package org.moreau.benchmarks;

import org.jspecify.annotations.NullMarked;
