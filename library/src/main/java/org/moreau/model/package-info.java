/** Whole networks. */
@NullMarked
package org.moreau.model;

import org.jspecify.annotations.NullMarked;
