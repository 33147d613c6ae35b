/**
 * Personal data and a secret of nobody, in the places where they turn up in a bank: in the error of a job that quotes the
 * row that it choked on, in a pipeline's events, in what somebody asked the warehouse for. Whoever sees one of them outside
 * the lakehouse has found a hole.
 */
export const canaries = {
  email: 'jane.roe@customer.test',
  card: '4111 1111 1111 1111',
  otherCard: '5555555555554444',
  iban: 'DE89 3704 0044 0532 0130 00',
  socialSecurity: '536-90-4399',
  // In pieces: a token that looks real has no place in a repository.
  token: ['da', 'pi', '5eed5eed5eed5eed5eed5eed5eed5eed'].join(''),
} as const;
