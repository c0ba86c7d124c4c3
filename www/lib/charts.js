// What the drawer's charts take of d3: shapes of lines and arcs, and linear scales.

export { scaleLinear } from 'd3-scale';
export { arc, curveLinearClosed, lineRadial } from 'd3-shape';
