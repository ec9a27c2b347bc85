/**
 * Proximal maps as layers of a network, and the usual activations and normalisations as proximal
 * maps.
 */
@NullMarked
package org.moreau.layer;

import org.jspecify.annotations.NullMarked;
