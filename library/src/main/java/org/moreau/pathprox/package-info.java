/**
 * Weight decay of networks with homogeneous units by its proximal map: couplings of layers found in
 * a network, PathProx's steps, the measures that belong to them, and networks made smaller.
 */
@NullMarked
package org.moreau.pathprox;

import org.jspecify.annotations.NullMarked;
