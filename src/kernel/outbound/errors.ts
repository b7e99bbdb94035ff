import { defineErrors } from '../errors.ts';

export const outboundErrors = defineErrors({
  'outbound.address': {
    status: 422,
    en: 'This address may not be called: https to a public address, or an address of the networks the operator has named.',
    zh: '不允许调用该地址：须为公网 https 地址，或位于运维人员所列网段内。',
  },
  'outbound.unresolved': {
    status: 422,
    en: 'The name of the address is not known to the name servers.',
    zh: '无法解析该地址的域名。',
  },
});
