/**
 * ProxProp: implicit instead of explicit gradient steps for the parameters of linear maps. Source:
 * Frerix, Möllenhoff, Moeller, Cremers, Proximal Backpropagation (ICLR 2018).
 */
@NullMarked
package org.moreau.proxprop;

import org.jspecify.annotations.NullMarked;
