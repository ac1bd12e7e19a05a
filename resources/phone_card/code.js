"use strict";
// The code that a phone shows, made on the phone alone: no network, no library.
// A twin of cards/phone_code.py; tests hold the two against each other.

var ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWX";
var STEP_S = 30;

function phoneCode(secretHex, keyId, memberId, unixSeconds) {
  var step = Math.floor(unixSeconds / STEP_S) % Math.pow(ALPHABET.length, 4);
  var signed = "LT" + keyId + memberId + written(step, 4);
  var text = signed + signature(bytesOfHex(secretHex), signed);
  return text + checkCharacter(text);
}

function written(value, length) {
  var text = "";
  for (var place = 0; place < length; place++) {
    text = ALPHABET[value % ALPHABET.length] + text;
    value = Math.floor(value / ALPHABET.length);
  }
  return text;
}

// The first 65 bits of HMAC-SHA256, five in each character.
function signature(secret, text) {
  var digest = hmac(secret, bytesOfText(text));
  var characters = "";
  for (var place = 0; place < 65; place += 5) {
    var two = (digest[place >> 3] << 8) | digest[(place >> 3) + 1];
    characters += ALPHABET[(two >> (11 - (place & 7))) & 31];
  }
  return characters;
}

// A weighted sum in the field of 32 elements; see cards/check_character.py.
function checkCharacter(text) {
  var total = 0;
  for (var place = 0; place <= text.length; place++) {
    total <<= 1;
    if (total & 32) total ^= 37;
    if (place < text.length) total ^= ALPHABET.indexOf(text[place]);
  }
  return ALPHABET[total];
}

function hmac(key, message) {
  var inner = [], outer = [];
  for (var place = 0; place < 64; place++) {
    inner.push((key[place] || 0) ^ 0x36);
    outer.push((key[place] || 0) ^ 0x5c);
  }
  return sha256(outer.concat(sha256(inner.concat(message))));
}

// FIPS 180-4. The constants are the first bits of the cube and square roots of primes.
function sha256(message) {
  var constants = [], state = [];
  for (var candidate = 2; constants.length < 64; candidate++) {
    if (!isPrime(candidate)) continue;
    if (state.length < 8) state.push(fraction(Math.sqrt(candidate)));
    constants.push(fraction(Math.cbrt(candidate)));
  }
  var bytes = message.concat([128]);
  while (bytes.length % 64 !== 56) bytes.push(0);
  var bits = message.length * 8;
  bytes.push(0, 0, 0, 0, (bits >>> 24) & 255, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255);
  for (var start = 0; start < bytes.length; start += 64) {
    state = compressed(state, bytes.slice(start, start + 64), constants);
  }
  var digest = [];
  state.forEach(function (word) {
    digest.push(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
  });
  return digest;
}

function compressed(state, block, constants) {
  var words = [];
  for (var i = 0; i < 16; i++) {
    var at = i * 4;
    words.push((block[at] << 24) | (block[at + 1] << 16) | (block[at + 2] << 8) | block[at + 3]);
  }
  for (i = 16; i < 64; i++) {
    var far = words[i - 15], near = words[i - 2];
    var s0 = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3);
    var s1 = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10);
    words.push((words[i - 16] + s0 + words[i - 7] + s1) | 0);
  }
  var v = state.slice();
  for (i = 0; i < 64; i++) {
    var big1 = turned(v[4], 6) ^ turned(v[4], 11) ^ turned(v[4], 25);
    var choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
    var first = (v[7] + big1 + choice + constants[i] + words[i]) | 0;
    var big0 = turned(v[0], 2) ^ turned(v[0], 13) ^ turned(v[0], 22);
    var majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
    v = [(first + big0 + majority) | 0, v[0], v[1], v[2], (v[3] + first) | 0, v[4], v[5], v[6]];
  }
  return state.map(function (word, place) { return (word + v[place]) | 0; });
}

function turned(word, by) { return (word >>> by) | (word << (32 - by)); }

function fraction(root) { return ((root - Math.floor(root)) * 4294967296) | 0; }

function isPrime(number) {
  for (var by = 2; by * by <= number; by++) if (number % by === 0) return false;
  return true;
}

function bytesOfHex(hex) {
  return hex.match(/../g).map(function (pair) { return parseInt(pair, 16); });
}

function bytesOfText(text) {
  return text.split("").map(function (character) { return character.charCodeAt(0); });
}

// A QR code of version 2-M, ISO/IEC 18004: 25 modules square, up to 38 capitals and digits.
// Any of the eight masks can be read; the first is used, since nothing here is worn or small.

var SIZE = 25, DATA_CODEWORDS = 28, CHECK_CODEWORDS = 16;
var PLACES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function qrModules(text) {
  var taken = [], dark = [];
  for (var row = 0; row < SIZE; row++) {
    taken.push(new Array(SIZE).fill(false));
    dark.push(new Array(SIZE).fill(false));
  }
  function put(row, column, isDark) {
    taken[row][column] = true;
    dark[row][column] = isDark;
  }
  drawPatterns(put);
  drawFormat(put);
  drawCodewords(codewordsOf(text), taken, dark);
  return dark;
}

function drawPatterns(put) {
  for (var place = 0; place < SIZE; place++) {
    put(6, place, place % 2 === 0);
    put(place, 6, place % 2 === 0);
  }
  [[3, 3], [3, SIZE - 4], [SIZE - 4, 3]].forEach(function (center) {
    square(center[0], center[1], 4, put, function (ring) { return ring !== 2 && ring !== 4; });
  });
  square(18, 18, 2, put, function (ring) { return ring !== 1; });
  put(SIZE - 8, 8, true);
}

function square(row, column, radius, put, isDark) {
  for (var down = -radius; down <= radius; down++) {
    for (var right = -radius; right <= radius; right++) {
      var r = row + down, c = column + right;
      if (r >= 0 && r < SIZE && c >= 0 && c < SIZE) {
        put(r, c, isDark(Math.max(Math.abs(down), Math.abs(right))));
      }
    }
  }
}

// Level M and mask 0 are five zeros; what remains of the format is its fixed pattern.
function drawFormat(put) {
  var format = 0x5412;
  for (var bit = 0; bit < 15; bit++) {
    var isDark = ((format >> bit) & 1) === 1;
    if (bit < 6) put(bit, 8, isDark);
    else if (bit < 8) put(bit + 1, 8, isDark);
    else if (bit === 8) put(8, 7, isDark);
    else put(8, 14 - bit, isDark);
    if (bit < 8) put(8, SIZE - 1 - bit, isDark);
    else put(SIZE - 15 + bit, 8, isDark);
  }
}

function drawCodewords(codewords, taken, dark) {
  var bit = 0, upward = true;
  for (var right = SIZE - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (var step = 0; step < SIZE; step++) {
      var row = upward ? SIZE - 1 - step : step;
      for (var column = right; column > right - 2; column--) {
        if (taken[row][column]) continue;
        var codeword = codewords[bit >> 3] || 0;
        var value = ((codeword >> (7 - (bit & 7))) & 1) === 1;
        dark[row][column] = value !== ((row + column) % 2 === 0);
        bit++;
      }
    }
    upward = !upward;
  }
}

function codewordsOf(text) {
  var bits = [];
  function add(value, length) {
    for (var place = length - 1; place >= 0; place--) bits.push((value >> place) & 1);
  }
  add(2, 4);
  add(text.length, 9);
  for (var place = 0; place + 1 < text.length; place += 2) {
    add(PLACES.indexOf(text[place]) * 45 + PLACES.indexOf(text[place + 1]), 11);
  }
  if (text.length % 2) add(PLACES.indexOf(text[text.length - 1]), 6);
  add(0, 4);
  while (bits.length % 8) bits.push(0);
  var codewords = [];
  for (place = 0; place < bits.length; place += 8) {
    codewords.push(parseInt(bits.slice(place, place + 8).join(""), 2));
  }
  for (var pad = 236; codewords.length < DATA_CODEWORDS; pad ^= 236 ^ 17) codewords.push(pad);
  return codewords.concat(checkCodewords(codewords));
}

// The remainder after division by the generator whose roots are the first powers of two.
function checkCodewords(data) {
  var generator = [1];
  for (var power = 0, root = 1; power < CHECK_CODEWORDS; power++, root = times(root, 2)) {
    var longer = generator.concat([0]);
    generator.forEach(function (factor, place) { longer[place + 1] ^= times(factor, root); });
    generator = longer;
  }
  var rest = data.concat(new Array(CHECK_CODEWORDS).fill(0));
  data.forEach(function (_, start) {
    var lead = rest[start];
    generator.forEach(function (factor, place) { rest[start + place] ^= times(factor, lead); });
  });
  return rest.slice(data.length);
}

function times(first, second) {
  var product = 0;
  for (; second; second >>= 1) {
    if (second & 1) product ^= first;
    first <<= 1;
    if (first & 256) first ^= 0x11d;
  }
  return product;
}
