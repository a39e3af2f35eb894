//! Bytes → a number that is another one when some of them were lost: CRC-32, as zip and PNG have it.

const TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut value = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { value >> 1 ^ 0xEDB8_8320 } else { value >> 1 };
            bit += 1;
        }
        tables[0][byte] = value;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = before >> 8 ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

/// The checksum, eight bytes at a time.
pub(crate) fn checksum(bytes: &[u8]) -> u32 {
    let mut value = u32::MAX;
    let (eights, rest) = bytes.as_chunks::<8>();
    for eight in eights {
        let first = value.to_le_bytes();
        value = 0;
        for (place, byte) in eight.iter().enumerate() {
            let mixed = first.get(place).map_or(*byte, |first| byte ^ first);
            value ^= TABLES[7 - place][usize::from(mixed)];
        }
    }
    for byte in rest {
        value = value >> 8 ^ TABLES[0][((value ^ u32::from(*byte)) & 0xFF) as usize];
    }
    !value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_common_one() {
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
        assert_eq!(checksum(b"The quick brown fox jumps over the lazy dog"), 0x414F_A339);
        assert_eq!(checksum(b""), 0);
    }
}
