// The ensemble as an ONNX model: one node TreeEnsembleRegressor of `ai.onnx.ml`.

import protobuf from 'protobufjs';
import { FACTS } from './model.mjs';

/** The part of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that such a model has. */
const { root } = protobuf.parse(`
syntax = "proto3";
message Attribute { string name = 1; int64 i = 3; bytes s = 4; repeated float floats = 7; repeated int64 ints = 8; repeated bytes strings = 9; int32 type = 20; }
message Node { repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4; repeated Attribute attribute = 5; string domain = 7; }
message Dimension { int64 dim_value = 1; }
message Shape { repeated Dimension dim = 1; }
message Tensor { int32 elem_type = 1; Shape shape = 2; }
message Type { Tensor tensor_type = 1; }
message Value { string name = 1; Type type = 2; }
message Graph { repeated Node node = 1; string name = 2; repeated Value input = 11; repeated Value output = 12; }
message Opset { string domain = 1; int64 version = 2; }
message Model { int64 ir_version = 1; string producer_name = 2; Graph graph = 7; repeated Opset opset_import = 8; }
`, { keepCase: true });

const FLOAT = 1;
const TYPES = { s: 3, i: 2, floats: 6, ints: 7, strings: 8 };

/** @param {import('./model.mjs').Node[]} trees @returns {Uint8Array} one row `x` in, its margin `margin` out */
export function onnx(trees) {
  const nodes = { treeids: [], nodeids: [], featureids: [], values: [], modes: [], truenodeids: [], falsenodeids: [], missing_value_tracks_true: [] };
  const target = { treeids: [], nodeids: [], ids: [], weights: [] };
  trees.forEach((tree, number) => {
    let count = 0;
    const add = (node) => {
      const id = count++;
      const place = nodes.nodeids.push(id) - 1;
      const leaf = node.leaf !== undefined;
      nodes.treeids.push(number);
      nodes.featureids.push(leaf ? 0 : node.fact);
      nodes.values.push(leaf ? 0 : node.threshold);
      nodes.modes.push(Buffer.from(leaf ? 'LEAF' : 'BRANCH_LEQ'));
      nodes.missing_value_tracks_true.push(leaf ? 0 : 1);
      nodes.truenodeids.push(0);
      nodes.falsenodeids.push(0);
      if (leaf) {
        for (const [list, value] of [['treeids', number], ['nodeids', id], ['ids', 0], ['weights', node.leaf]]) target[list].push(value);
      } else {
        nodes.truenodeids[place] = add(node.left);
        nodes.falsenodeids[place] = add(node.right);
      }
      return id;
    };
    add(tree);
  });
  const kind = (name) => (name === 'values' || name === 'weights' ? 'floats' : name === 'modes' ? 'strings' : 'ints');
  const lists = (prefix, of) => Object.entries(of).map(([name, list]) => ({ name: `${prefix}_${name}`, [kind(name)]: list, type: TYPES[kind(name)] }));
  const value = (name, width) => ({ name, type: { tensor_type: { elem_type: FLOAT, shape: { dim: [{ dim_value: 1 }, { dim_value: width }] } } } });
  const attribute = [...lists('nodes', nodes), ...lists('target', target), { name: 'n_targets', i: 1, type: TYPES.i }, { name: 'aggregate_function', s: Buffer.from('SUM'), type: TYPES.s }];
  const Model = root.lookupType('Model');
  return Model.encode(Model.create({
    ir_version: 8,
    producer_name: 'silhouette-bench',
    opset_import: [{ domain: '', version: 17 }, { domain: 'ai.onnx.ml', version: 3 }],
    graph: {
      name: 'trees',
      node: [{ input: ['x'], output: ['margin'], name: 'trees', op_type: 'TreeEnsembleRegressor', domain: 'ai.onnx.ml', attribute }],
      input: [value('x', FACTS)],
      output: [value('margin', 1)],
    },
  })).finish();
}
