/** The commands of {@code moreau}. */
@NullMarked
package org.moreau.cli;

import org.jspecify.annotations.NullMarked;
