/**
 * Functions g with a proximal map, one small file each. Sets stand for their indicator: 0 inside,
 * +inf outside.
 */
@NullMarked
package org.moreau.operator;

import org.jspecify.annotations.NullMarked;
