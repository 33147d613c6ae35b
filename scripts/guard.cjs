// Loaded before every npm script (`node -r`). CommonJS without modern syntax, because the Node that must be turned
// away here is an old one: it would stop at the first type annotation with a syntax error that explains nothing.
'use strict';

var fs = require('node:fs');
var path = require('node:path');

var MAJOR_MIN = 26;

var root = path.dirname(__dirname);
var packaged = path.join(root, 'node_modules', 'node');

function advice() {
  if (!fs.existsSync(packaged)) {
    return ['The right one comes with the dependencies. Install them first:', '', '    npm ci'];
  }
  var binary = process.platform === 'win32' ? 'node.exe' : 'node';
  if (!fs.existsSync(path.join(packaged, 'bin', binary))) {
    return [
      'The right one comes with the dependencies, but npm was told not to run install scripts, so its program',
      'was not fetched. This allows it for that one package:',
      '',
      '    npm rebuild node --ignore-scripts=false',
    ];
  }
  return [
    'The right one is installed here, and npm puts it first. Start this through npm (npm start, npm test,',
    'npm run demo, …), or call it directly:',
    '',
    '    ' + path.join('node_modules', '.bin', 'node') + ' <file>',
  ];
}

if (Number(process.versions.node.split('.')[0]) < MAJOR_MIN) {
  var lines = [
    'This needs Node ' + MAJOR_MIN + ' or newer; it was started with Node ' + process.versions.node + '.',
  ];
  process.stderr.write('\n' + lines.concat(advice()).join('\n') + '\n\n');
  process.exit(1);
}

// Children started by fork() inherit these options and may have another working directory, where this file is not.
process.execArgv = process.execArgv.filter(function (option, index, all) {
  return !(option === '-r' && all[index + 1] === './scripts/guard.cjs') && option !== './scripts/guard.cjs';
});
